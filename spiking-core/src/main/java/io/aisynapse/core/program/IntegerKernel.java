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
        byte[] all = weight();
        for (int w = 0; w < all.length; w++) {
            sums[channelOf(w, 1)] += Math.max(0, sign * all[w]);
        }
        long[] largest = new long[target.channels()];
        for (int i = 0; i < sums.length; i++) {
            int channel = byNeuron ? i / target.plane() : i;
            largest[channel] = Math.max(largest[channel], sums[i]);
        }
        return largest;
    }
}
