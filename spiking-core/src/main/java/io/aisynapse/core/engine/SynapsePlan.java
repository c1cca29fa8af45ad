package io.aisynapse.core.engine;

import io.aisynapse.core.kernel.NeuronOrder;
import io.aisynapse.core.kernel.Runs;
import io.aisynapse.core.program.IntegerKernel;
import io.aisynapse.core.program.WindowTaps;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.Window;
import java.util.Arrays;

/** A projection's weights laid out for the kernels, both sides in the engine's order of neurons. */
record SynapsePlan(int source, Runs runs, byte[] weight, boolean dense) {
    private static final Window.Extent ONE = new Window.Extent(1, 1, 1, 0, 0);

    /** Neurons of the source. */
    int neurons() {
        return runs.channels() * (runs.start().length - 1);
    }

    static SynapsePlan of(int source, IntegerKernel kernel, Shape from, Shape to) {
        return switch (kernel) {
            case IntegerKernel.Dense dense -> dense(source, dense, from, to);
            case IntegerKernel.Convolution convolution -> convolution(source, convolution, from, to);
            case IntegerKernel.Diagonal diagonal -> {
                int channels = from.channels();
                Window window = new Window(ONE, ONE);
                IntegerKernel.Convolution same =
                        new IntegerKernel.Convolution(channels, channels, channels, window, diagonal.weight());
                yield convolution(source, same, from, to);
            }
        };
    }

    private static SynapsePlan dense(int source, IntegerKernel.Dense dense, Shape from, Shape to) {
        int inputs = dense.inputCount();
        int outputs = dense.outputCount();
        byte[] weight = new byte[dense.weight().length];
        for (int i = 0; i < inputs; i++) {
            int row = NeuronOrder.inner(from, i) * outputs;
            for (int o = 0; o < outputs; o++) {
                weight[row + NeuronOrder.inner(to, o)] = dense.weight()[i * outputs + o];
            }
        }
        return new SynapsePlan(source, Runs.dense(inputs, outputs), weight, true);
    }

    private static SynapsePlan convolution(int source, IntegerKernel.Convolution conv, Shape from, Shape to) {
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
        return new SynapsePlan(source, runs, weights(conv), false);
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
