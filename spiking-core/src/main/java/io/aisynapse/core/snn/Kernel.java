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
}
