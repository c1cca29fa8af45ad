package io.aisynapse.core.compile;

import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.core.program.IntegerKernel;
import io.aisynapse.core.program.Piece;
import io.aisynapse.core.program.Stage;
import io.aisynapse.core.program.Synapses;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.Window;
import java.util.List;

/**
 * What a box of a stage's neurons asks of a core. Counted with an inner box's surroundings, so a box at the border is
 * not
 * cheaper. A sum pool is wiring: what is behind one pooled value counts with all its neurons.
 */
record Demand(long units, long inputAxons, long synapseBytes) {
    /** What the index of its target takes beside a weight. */
    private static final int INDEX_BITS = 16;

    /** Size of a box; with it all that is asked is known, wherever the box lies. */
    record Box(int channels, int rows, int columns) {
        long positions() {
            return (long) channels * rows * columns;
        }
    }

    /** In the axons and bytes of the chip. */
    static Demand of(List<Stage> stages, int index, Box box, ChipSpec chip, SparseFans fans) {
        Stage stage = stages.get(index);
        return switch (stage) {
            case Stage.Population _, Stage.LeakyPopulation _, Stage.Readout _ -> of(stages, stage, box, chip, fans);
            case Stage.MaxGate gate -> {
                long inputs = reach(gate.window(), stages.get(gate.source()).shape(), box) * box.channels();
                long axons = inputs * neuronsBehind(stages, gate.source());
                yield new Demand(
                        box.positions() * gate.window().area(),
                        axons * chip.limits().axonsPerInput(),
                        0);
            }
            case Stage.Input _, Stage.SumPool _, Stage.IndexMap _, Stage.Concat _, Stage.Unit _ ->
                throw new IllegalArgumentException(stage.name() + " is no neurons");
        };
    }

    private static Demand of(List<Stage> stages, Stage target, Box box, ChipSpec chip, SparseFans fans) {
        int overhead = chip.precision().overheadBits();
        int weightBits = chip.precision().weightBits() + overhead;
        int indexed = chip.precision().weightBits() + Math.max(INDEX_BITS, overhead);
        long axons = 0;
        long bits = 0;
        for (Synapses each : target.incoming()) {
            Shape source = stages.get(each.source()).shape();
            long behind = neuronsBehind(stages, each.source());
            switch (each.kernel()) {
                case IntegerKernel.Dense dense -> {
                    long inputs = Math.min(dense.inputCount() * behind, neuronsOf(stages, each.source()));
                    axons += inputs;
                    bits += inputs * box.positions() * weightBits;
                }
                case IntegerKernel.Convolution conv -> {
                    axons += channelsRead(conv, box.channels()) * reach(conv.window(), source, box) * behind;
                    bits += kernelWeights(conv, box.channels(), chip.layers().powersOfTwo()) * behind * weightBits;
                }
                case IntegerKernel.Sparse sparse -> {
                    boolean sideBySide = target.shape().plane() == 1;
                    long pairs = fans.pairs(sparse, box.positions());
                    long sources = fans.sources(sparse, box.positions(), sideBySide) * behind;
                    axons += Math.min(sources, neuronsOf(stages, each.source()));
                    bits += pairs * behind * indexed;
                }
                case IntegerKernel.Diagonal _ -> {
                    axons += box.positions() * behind;
                    bits += (long) box.channels() * weightBits;
                }
            }
        }
        return new Demand(box.positions(), axons * chip.limits().axonsPerInput(), (bits + 7) / 8);
    }

    /** Weights of a convolution's kernel; where they are addressed by bits, as many as the bits can name. */
    private static long kernelWeights(IntegerKernel.Convolution conv, int channels, boolean powersOfTwo) {
        int area = conv.window().area();
        return powersOfTwo
                ? (long) conv.inputsPerGroup() * (ceilingOfPower(area) * ceilingOfPower(channels))
                : (long) channels * conv.inputsPerGroup() * area;
    }

    private static long ceilingOfPower(int number) {
        return number <= 1 ? 1 : 2L * Integer.highestOneBit(number - 1);
    }

    private static long channelsRead(IntegerKernel.Convolution conv, int channels) {
        int perGroup = conv.outputsPerGroup();
        int groups = Math.min(conv.groups(), (channels + perGroup - 2) / perGroup + 1);
        return (long) (perGroup == 1 ? channels : groups) * conv.inputsPerGroup();
    }

    /** Positions of the input that a box of outputs reads. */
    private static long reach(Window window, Shape input, Box box) {
        return reach(window.vertical(), input.height(), box.rows())
                * reach(window.horizontal(), input.width(), box.columns());
    }

    private static long reach(Window.Extent extent, int inputSize, int outputs) {
        long span = (long) (outputs - 1) * extent.stride() + (long) extent.dilation() * (extent.kernel() - 1) + 1;
        return Math.min(inputSize, Math.min(span, (long) outputs * extent.kernel()));
    }

    /** Most neurons whose spikes arrive as one value of the stage. */
    private static long neuronsBehind(List<Stage> stages, int stage) {
        return switch (stages.get(stage)) {
            case Stage.SumPool pool -> pool.window().area() * neuronsBehind(stages, pool.source());
            case Stage.IndexMap map -> neuronsBehind(stages, map.source());
            case Stage.Concat concat ->
                concat.sources().stream()
                        .mapToLong(source -> neuronsBehind(stages, source))
                        .max()
                        .orElse(1);
            case Stage.Input _,
                    Stage.MaxGate _,
                    Stage.Population _,
                    Stage.LeakyPopulation _,
                    Stage.Unit _,
                    Stage.Readout _ -> 1;
        };
    }

    /** All neurons whose spikes arrive at a stage. */
    private static long neuronsOf(List<Stage> stages, int stage) {
        return switch (stages.get(stage)) {
            case Stage.SumPool pool -> neuronsOf(stages, pool.source());
            case Stage.IndexMap map -> neuronsOf(stages, map.source());
            case Stage.Concat concat ->
                concat.sources().stream()
                        .mapToLong(source -> neuronsOf(stages, source))
                        .sum();
            case Stage.Input _,
                    Stage.MaxGate _,
                    Stage.Population _,
                    Stage.LeakyPopulation _,
                    Stage.Unit _,
                    Stage.Readout _ -> stages.get(stage).shape().size();
        };
    }

    boolean fits(ChipSpec.Limits limits) {
        return units <= limits.neurons() && inputAxons <= limits.inputAxons() && synapseBytes <= limits.synapseBytes();
    }

    Piece.Load load(ChipSpec.Limits limits, long outputAxons) {
        String[] names = {"neurons", "input axons", "output axons", "synapse memory"};
        double[] used = {
            (double) units / limits.neurons(),
            (double) inputAxons / limits.inputAxons(),
            (double) outputAxons / limits.outputAxons(),
            (double) synapseBytes / limits.synapseBytes()
        };
        int most = 0;
        for (int i = 1; i < used.length; i++) {
            most = used[i] > used[most] ? i : most;
        }
        String binds = "%s %d %%".formatted(names[most], Math.round(100 * used[most]));
        return new Piece.Load((int) units, (int) inputAxons, outputAxons, synapseBytes, binds);
    }
}
