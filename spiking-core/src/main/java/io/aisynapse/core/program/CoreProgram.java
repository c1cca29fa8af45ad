package io.aisynapse.core.program;

import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.core.neuron.Coding;
import java.util.ArrayList;
import java.util.List;

/**
 * A network in integers on the cores of a chip. Stage i is node i of the spiking network it came from; stage 0 is the
 * input, the last the readout.
 *
 * @param coding how events stand for values
 * @param timeSteps T
 * @param startDelay in rate coding, ticks that a population integrates before its window of T ticks begins; see Windows
 * @param readoutStart t0: the readout averages over t0 < t ≤ T
 */
public record CoreProgram(
        ChipSpec chip,
        Coding coding,
        int timeSteps,
        int startDelay,
        int readoutStart,
        List<Stage> stages,
        Placement placement) {
    public CoreProgram {
        stages = List.copyOf(stages);
    }

    public Stage.Input input() {
        return (Stage.Input) stages.getFirst();
    }

    public Stage.Readout readout() {
        return (Stage.Readout) stages.getLast();
    }

    public CoreProgram withStartDelay(int delay) {
        return new CoreProgram(chip, coding, timeSteps, delay, readoutStart, stages, placement);
    }

    public CoreProgram withReadoutStart(int start) {
        return new CoreProgram(chip, coding, timeSteps, startDelay, start, stages, placement);
    }

    /** Whether some stage hears another that does not come before it, so that all stages must run tick by tick. */
    public boolean isRecurrent() {
        for (int s = 0; s < stages.size(); s++) {
            int stage = s;
            if (stages.get(s).inputs().stream().anyMatch(source -> source >= stage)) {
                return true;
            }
        }
        return false;
    }

    /** Values that one sample has: those of the input's shape, T times if the input changes from tick to tick. */
    public int sampleSize() {
        return input().shape().size() * (input().perTick() ? timeSteps : 1);
    }

    /**
     * The same program with more bias in one population or the readout.
     *
     * @param added one a channel; for a population in units of its threshold (as in {@code SnnNode.Population}), for
     *     the readout in units of its output
     */
    public CoreProgram withAddedBias(int stage, double[] added) {
        List<Stage> changed = new ArrayList<>(stages);
        changed.set(
                stage,
                switch (stages.get(stage)) {
                    case Stage.Population population -> population.withBias(addTo(population.membranes(), added));
                    case Stage.Readout readout -> addTo(readout, added);
                    case Stage other -> throw new IllegalArgumentException(other.name() + " has no bias");
                });
        return new CoreProgram(chip, coding, timeSteps, startDelay, readoutStart, changed, placement);
    }

    private static long[] addTo(Stage.Membranes membranes, double[] added) {
        long[] bias = membranes.bias().clone();
        for (int c = 0; c < bias.length; c++) {
            bias[c] = Ranges.clipBias(bias[c] + Math.round(added[c] * membranes.threshold()[c] * Ranges.BIAS_UNIT));
        }
        return bias;
    }

    private static Stage addTo(Stage.Readout readout, double[] added) {
        double[] bias = readout.bias().clone();
        for (int c = 0; c < bias.length; c++) {
            bias[c] += added[c];
        }
        return new Stage.Readout(
                readout.name(), readout.shape(), readout.synapses(), readout.scale(), bias, readout.decoding());
    }
}
