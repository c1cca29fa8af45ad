package io.aisynapse.core.program;

import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.Window;

/** The weight mantissas of one projection, stored once however often a convolution uses them. */
public sealed interface IntegerKernel {
    byte[] weight();

    /** All to all; {@code weight[i * outputCount + o]}, one row a source neuron. */
    record Dense(int inputCount, int outputCount, byte[] weight) implements IntegerKernel {}

    /** Grouped convolution; {@code [outputChannels][inputChannels / groups][kernelHeight][kernelWidth]}. */
    record Convolution(int inputChannels, int outputChannels, int groups, Window window, byte[] weight)
            implements IntegerKernel {
        public int inputsPerGroup() {
            return inputChannels / groups;
        }

        public int outputsPerGroup() {
            return outputChannels / groups;
        }
    }

    /** One to one, one weight a channel. */
    record Diagonal(byte[] weight) implements IntegerKernel {}

    /** Row i, from {@code rowStart[i]} to {@code rowStart[i + 1]}: targets (flat, rising) and weights of source i. */
    record Sparse(int inputCount, int outputCount, int[] rowStart, int[] target, byte[] weight)
            implements IntegerKernel {}

    /** The output channel that a weight belongs to, the target having this many positions a channel. */
    default int channelOf(int weightIndex, int plane) {
        return switch (this) {
            case Dense dense -> weightIndex % dense.outputCount() / plane;
            case Convolution convolution ->
                weightIndex
                        / (convolution.inputsPerGroup() * convolution.window().area());
            case Diagonal _ -> weightIndex;
            case Sparse sparse -> sparse.target()[weightIndex] / plane;
        };
    }

    /**
     * Largest {@code Σ max(0, sign · m)} of a neuron, by channel: how far events of value 1 from any of its sources can
     * drive it in one direction.
     */
    default long[] largestSums(Shape target, int sign) {
        boolean byNeuron = this instanceof Dense || this instanceof Sparse;
        long[] sums = new long[byNeuron ? target.size() : target.channels()];
        switch (this) {
            case Dense dense -> addRows(sums, dense, sign);
            case Convolution _, Diagonal _ -> addChannels(sums, weight(), sign);
            case Sparse sparse -> {
                for (int w = 0; w < sparse.weight().length; w++) {
                    sums[sparse.target()[w]] += Math.max(0, sign * sparse.weight()[w]);
                }
            }
        }
        long[] largest = new long[target.channels()];
        for (int i = 0; i < sums.length; i++) {
            int channel = byNeuron ? i / target.plane() : i;
            largest[channel] = Math.max(largest[channel], sums[i]);
        }
        return largest;
    }

    private static void addRows(long[] sums, Dense dense, int sign) {
        byte[] weight = dense.weight();
        for (int row = 0; row < weight.length; row += dense.outputCount()) {
            for (int o = 0; o < dense.outputCount(); o++) {
                sums[o] += Math.max(0, sign * weight[row + o]);
            }
        }
    }

    /** As many weights a channel, those of a channel side by side. */
    private static void addChannels(long[] sums, byte[] weight, int sign) {
        int each = weight.length / sums.length;
        for (int channel = 0; channel < sums.length; channel++) {
            long sum = 0;
            for (int w = channel * each; w < (channel + 1) * each; w++) {
                sum += Math.max(0, sign * weight[w]);
            }
            sums[channel] = sum;
        }
    }
}
