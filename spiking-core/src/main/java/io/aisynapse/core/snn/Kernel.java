package io.aisynapse.core.snn;

import io.aisynapse.core.tensor.Window;

/** The synapses of one projection, real-valued, one event of the source being worth 1. */
public sealed interface Kernel {
    /** All to all; {@code weight[i * outputCount + o]}, one row a source neuron. */
    record Dense(int inputCount, int outputCount, float[] weight) implements Kernel {}

    /** Grouped convolution; {@code [outputChannels][inputChannels / groups][kernelHeight][kernelWidth]}. */
    record Convolution(int inputChannels, int outputChannels, int groups, Window window, float[] weight)
            implements Kernel {}

    /** One to one, one weight a channel: the identity path of a residual block. */
    record Diagonal(float[] weightByChannel) implements Kernel {}

    /**
     * Few of all pairs, flat on both sides: synapses of source neuron i are those from {@code rowStart[i]} to {@code
     * rowStart[i + 1]}, targets rising within a row.
     */
    record Sparse(int inputCount, int outputCount, int[] rowStart, int[] target, float[] weight) implements Kernel {
        public Sparse {
            if (rowStart.length != inputCount + 1 || rowStart[inputCount] != target.length) {
                throw new IllegalArgumentException("%d row starts and %d targets for %d rows"
                        .formatted(rowStart.length, target.length, inputCount));
            }
            if (weight.length != target.length) {
                throw new IllegalArgumentException("%d weights, %d targets".formatted(weight.length, target.length));
            }
        }
    }
}
