package io.aisynapse.core.chip;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A chip: what a core holds, how cores are wired, what each event costs.
 *
 * @param entries the profile as it was written, key by key, each figure with its source; all else is read from it
 */
public record ChipSpec(
        String name, Limits limits, Precision precision, Mesh mesh, Costs costs, SortedMap<String, String> entries) {
    /**
     * What one core holds; {@link Integer#MAX_VALUE} or {@link Long#MAX_VALUE} where there is no limit.
     *
     * @param inputAxons distinct source neurons whose spikes a core takes
     * @param outputAxons pairs of a neuron and a destination core
     * @param synapseBytes weights of a core, a convolution's counted once a core
     * @param delay longest delay of a synapse in ticks
     */
    public record Limits(int neurons, int inputAxons, int outputAxons, long synapseBytes, int delay) {}

    /**
     * @param weightBits of a mantissa with its sign; mantissas lie in ±(2^(weightBits−1) − 1)
     * @param stateBits of a membrane's magnitude; the state saturates at ±(2^stateBits − 1)
     * @param decayBits a decay keeps {@code k / 2^decayBits} of a state
     * @param maxWeightExponent largest left shift of a weight
     * @param thresholdStep thresholds are multiples of it
     * @param thresholdPerNeuron whether neurons of one core may have different thresholds
     * @param gradedEvents whether an event may carry a value; if not, a value v is v events
     */
    public record Precision(
            int weightBits,
            int stateBits,
            int decayBits,
            int maxWeightExponent,
            int thresholdStep,
            boolean thresholdPerNeuron,
            boolean gradedEvents) {
        public int maxMantissa() {
            return (1 << (weightBits - 1)) - 1;
        }

        public int stateLimit() {
            return (1 << stateBits) - 1;
        }
    }

    /** Tiles of a few cores on a rectangular mesh; several chips stand side by side, west to east. */
    public record Mesh(int columns, int rows, int coresPerTile, int maxChips) {
        public int coresPerChip() {
            return columns * rows * coresPerTile;
        }

        /** Column of the tile of a core that is numbered over all chips. */
        public int column(int core) {
            return core / coresPerChip() * columns + core % coresPerChip() / coresPerTile % columns;
        }

        public int row(int core) {
            return core % coresPerChip() / coresPerTile / columns;
        }
    }

    /** Price of one event. */
    public record Cost(double picojoules, double nanoseconds, String source) {
        public long picoseconds() {
            return Math.round(nanoseconds * 1000);
        }
    }

    /**
     * @param message one spike brought to one core, within the tile
     * @param inputOperation one multiply-add of the constant input current, computed by the host
     * @param barrierOneTile nanoseconds to synchronise one tile, {@code barrierAllTiles} all tiles of a chip
     */
    public record Costs(
            Cost synapticOperation,
            Cost activeUpdate,
            Cost idleUpdate,
            Cost message,
            Cost eastWestHop,
            Cost northSouthHop,
            Cost inputOperation,
            Cost barrierOneTile,
            Cost barrierAllTiles) {}

    public ChipSpec {
        entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    }

    /** The profile for people and programs: numbers as numbers, {@code unlimited} as that word. */
    public Map<String, Object> properties() {
        Map<String, Object> result = new LinkedHashMap<>();
        entries.forEach((key, value) -> result.put(key, ChipSpecReader.typed(key, value)));
        return result;
    }
}
