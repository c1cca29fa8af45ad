package io.aisynapse.core.chip;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A chip: what a core holds, how cores are wired, what each event costs.
 *
 * @param entries the profile as it was written, key by key, each figure with its source; all else is read from it
 */
public record ChipSpec(
        String name,
        Limits limits,
        LayerLimits layers,
        Precision precision,
        Mesh mesh,
        Costs costs,
        SortedMap<String, String> entries) {
    /**
     * What one core holds; {@link Integer#MAX_VALUE} or {@link Long#MAX_VALUE} where there is no limit.
     *
     * @param inputAxons distinct source neurons whose spikes a core takes
     * @param outputAxons pairs of a neuron and a destination core
     * @param synapseBytes weights of a core, a convolution's counted once a core
     * @param delay longest delay of a synapse in ticks
     * @param axonsPerInput axons that one source neuron takes on one core, on both sides: 4 where a weight of 4 bits is
     *     made of 4 binary synapses
     * @param tickNanoseconds shortest time of a tick, 0 where a tick ends when all cores are done
     */
    public record Limits(
            int neurons,
            int inputAxons,
            int outputAxons,
            long synapseBytes,
            int delay,
            int axonsPerInput,
            int tickNanoseconds) {}

    /**
     * What a chip asks of whole layers; {@link Integer#MAX_VALUE} where there is no limit.
     *
     * @param cores of one layer
     * @param destinations layers that one layer's spikes go to
     * @param kernelSide of a convolution; a dense layer over a plane is a kernel of the plane's size
     * @param inputSide height and width of what a convolution reads, {@code outputSide} of what it writes
     * @param powersOfTwo whether strides and pools are powers of two, and kernels take memory as if they were
     * @param maxGates whether a core can gate spikes for maximum pooling
     */
    public record LayerLimits(
            int cores,
            int destinations,
            int kernelSide,
            int stride,
            int padding,
            int channels,
            int inputSide,
            int outputSide,
            int poolSide,
            boolean powersOfTwo,
            boolean maxGates) {}

    /**
     * @param weightBits of a mantissa with its sign; mantissas lie in ±(2^(weightBits−1) − 1)
     * @param stateBits of a membrane's magnitude; the state saturates at ±(2^stateBits − 1)
     * @param decayBits a decay keeps {@code k / 2^decayBits} of a state; 0 where neurons do not decay by a share
     * @param maxWeightExponent largest left shift of a weight
     * @param thresholdStep thresholds are multiples of it
     * @param thresholdPerNeuron whether neurons of one core may have different thresholds
     * @param gradedEvents whether an event may carry a value; if not, a value v is v events
     * @param overheadBits that a synapse takes in memory beside its weight
     */
    public record Precision(
            int weightBits,
            int stateBits,
            int decayBits,
            int maxWeightExponent,
            int thresholdStep,
            boolean thresholdPerNeuron,
            boolean gradedEvents,
            int overheadBits) {
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
        entries.forEach((key, value) -> result.put(key, ProfileKeys.typed(key, value)));
        return result;
    }

    /** {@code sha256:} and the hexadecimal digest of all entries: equal for profiles that say the same. */
    public String digest() {
        StringBuilder text = new StringBuilder();
        entries.forEach(
                (key, value) -> text.append(key).append('=').append(value).append('\n'));
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /**
     * What is to be known of energy and time: prices that nobody has published, and, where that of the synaptic
     * operation is among them, those that are assumed.
     */
    public List<String> uncertainCosts() {
        List<String> unpublished = new ArrayList<>();
        List<String> assumed = new ArrayList<>();
        for (String cost : ProfileKeys.COSTS) {
            switch (entries.getOrDefault("cost." + cost + ".certainty", "published")) {
                case "unpublished" -> unpublished.add(cost);
                case "assumed", "scaled" -> assumed.add(cost);
                default -> {}
            }
        }
        List<String> sentences = new ArrayList<>();
        if (!unpublished.isEmpty()) {
            sentences.add("energy and time on %s leave out %s: no figure is published"
                    .formatted(name, String.join(", ", unpublished)));
        }
        if (assumed.contains("synapticOperation")) {
            sentences.add(
                    "energy and time on %s take %s as assumed or scaled".formatted(name, String.join(", ", assumed)));
        }
        return sentences;
    }
}
