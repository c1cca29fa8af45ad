package io.aisynapse.core.engine.stream;

import io.aisynapse.core.kernel.NeuronOrder;
import io.aisynapse.core.kernel.Runs;
import io.aisynapse.core.program.IntegerKernel;
import io.aisynapse.core.program.Synapses;
import io.aisynapse.core.program.WindowTaps;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.Window;
import java.util.Arrays;

/** A projection's weights laid out for the kernels, both sides in the engine's order of neurons. */
public record SynapsePlan(int source, int delay, int receptor, Runs runs, byte[] weight, boolean dense) {
    private static final Window.Extent ONE = new Window.Extent(1, 1, 1, 0, 0);

    /** Neurons of the source. */
    public int neurons() {
        return runs.channels() * (runs.start().length - 1);
    }

    public static SynapsePlan of(Synapses synapses, Shape from, Shape to) {
        return switch (synapses.kernel()) {
            case IntegerKernel.Dense dense -> dense(synapses, dense, from, to);
            case IntegerKernel.Sparse sparse -> sparse(synapses, sparse, from, to);
            case IntegerKernel.Convolution convolution -> convolution(synapses, convolution, from, to);
            case IntegerKernel.Diagonal diagonal -> {
                int channels = from.channels();
                Window window = new Window(ONE, ONE);
                IntegerKernel.Convolution same =
                        new IntegerKernel.Convolution(channels, channels, channels, window, diagonal.weight());
                yield convolution(synapses, same, from, to);
            }
        };
    }

    private static SynapsePlan with(Synapses synapses, Runs runs, byte[] weight, boolean dense) {
        return new SynapsePlan(synapses.source(), synapses.delay(), synapses.receptor(), runs, weight, dense);
    }

    /** Each source neuron is a position of its own; neighbouring targets are joined to runs. */
    private static SynapsePlan sparse(Synapses synapses, IntegerKernel.Sparse sparse, Shape from, Shape to) {
        int count = sparse.target().length;
        int[] start = new int[from.size() + 1];
        int[] target = new int[count];
        int[] offset = new int[count];
        int[] length = new int[count];
        byte[] weight = new byte[count];
        int size = 0;
        int at = 0;
        for (int i = 0; i < from.size(); i++) {
            for (long synapse : row(sparse, NeuronOrder.flat(from, i), to)) {
                int next = (int) (synapse >> 32);
                if (size > start[i] && target[size - 1] + length[size - 1] == next) {
                    length[size - 1]++;
                } else {
                    target[size] = next;
                    offset[size] = at;
                    length[size++] = 1;
                }
                weight[at++] = sparse.weight()[(int) synapse];
            }
            start[i + 1] = size;
        }
        Runs runs = new Runs(
                1,
                1,
                0,
                0,
                start,
                Arrays.copyOf(target, size),
                Arrays.copyOf(offset, size),
                Arrays.copyOf(length, size));
        return with(synapses, runs, weight, false);
    }

    /** Targets in the engine's order in the upper half of each value, rising; indices of weights in the lower. */
    private static long[] row(IntegerKernel.Sparse sparse, int source, Shape to) {
        int begin = sparse.rowStart()[source];
        long[] row = new long[sparse.rowStart()[source + 1] - begin];
        Arrays.setAll(row, w -> (long) NeuronOrder.inner(to, sparse.target()[begin + w]) << 32 | (begin + w));
        Arrays.sort(row);
        return row;
    }

    private static SynapsePlan dense(Synapses synapses, IntegerKernel.Dense dense, Shape from, Shape to) {
        int inputs = dense.inputCount();
        int outputs = dense.outputCount();
        byte[] weight = new byte[dense.weight().length];
        for (int i = 0; i < inputs; i++) {
            int row = NeuronOrder.inner(from, i) * outputs;
            for (int o = 0; o < outputs; o++) {
                weight[row + NeuronOrder.inner(to, o)] = dense.weight()[i * outputs + o];
            }
        }
        return with(synapses, Runs.dense(inputs, outputs), weight, true);
    }

    private static SynapsePlan convolution(Synapses synapses, IntegerKernel.Convolution conv, Shape from, Shape to) {
        WindowTaps taps = WindowTaps.of(conv.window(), from, to);
        RunWriter writer = new RunWriter(conv, to.channels(), taps.output().length);
        int[] start = new int[from.plane() + 1];
        for (int p = 0; p < from.plane(); p++) {
            for (int t = taps.start()[p]; t < taps.start()[p + 1]; t++) {
                writer.add(taps.output()[t], taps.tap()[t], start[p]);
            }
            start[p + 1] = writer.size;
        }
        Runs runs = new Runs(
                from.channels(),
                conv.inputsPerGroup(),
                conv.outputsPerGroup(),
                conv.window().area() * conv.outputsPerGroup(),
                start,
                Arrays.copyOf(writer.target, writer.size),
                Arrays.copyOf(writer.offset, writer.size),
                Arrays.copyOf(writer.length, writer.size));
        return with(synapses, runs, weights(conv), false);
    }

    /** {@code [input channel][tap, columns reversed][output channel of the group]}. */
    private static byte[] weights(IntegerKernel.Convolution conv) {
        int area = conv.window().area();
        int perGroup = conv.outputsPerGroup();
        byte[] weight = new byte[conv.inputChannels() * area * perGroup];
        int read = 0;
        for (int o = 0; o < conv.outputChannels(); o++) {
            int firstInput = o / perGroup * conv.inputsPerGroup();
            for (int i = 0; i < conv.inputsPerGroup(); i++) {
                for (int tap = 0; tap < area; tap++) {
                    int row = (firstInput + i) * area + reversed(conv.window(), tap);
                    weight[row * perGroup + o % perGroup] = conv.weight()[read++];
                }
            }
        }
        return weight;
    }

    /**
     * An event at column x reaches output column x + pad − k through kernel column k: with the kernel's columns stored
     * backwards, neighbouring outputs take neighbouring weights, and a row of the kernel is one run.
     */
    private static int reversed(Window window, int tap) {
        int width = window.horizontal().kernel();
        return tap / width * width + width - 1 - tap % width;
    }

    /** Collects runs, joining those whose targets and weights both follow on. */
    private static final class RunWriter {
        final IntegerKernel.Convolution conv;
        final int channels;
        final int[] target;
        final int[] offset;
        final int[] length;
        int size;

        RunWriter(IntegerKernel.Convolution conv, int channels, int most) {
            this.conv = conv;
            this.channels = channels;
            this.target = new int[most];
            this.offset = new int[most];
            this.length = new int[most];
        }

        void add(int outputPosition, int tap, int firstOfPosition) {
            int at = outputPosition * channels;
            int from = reversed(conv.window(), tap) * conv.outputsPerGroup();
            int last = size - 1;
            boolean follows = last >= firstOfPosition
                    && conv.groups() == 1
                    && target[last] + length[last] == at
                    && offset[last] + length[last] == from;
            if (follows) {
                length[last] += channels;
                return;
            }
            target[size] = at;
            offset[size] = from;
            length[size++] = conv.outputsPerGroup();
        }
    }
}
