package io.aisynapse.core.engine;

import io.aisynapse.core.kernel.SynapseKernels;

/**
 * How to run; none of it changes a result.
 *
 * @param threads samples worked on at the same time, 1 to 256
 */
public record RunOptions(int threads, SynapseKernels kernels, Strategy strategy) {
    public RunOptions {
        if (threads < 1 || threads > 256) {
            throw new IllegalArgumentException(threads + " threads, not 1 to 256");
        }
    }

    /** All processors, the fastest kernels, layer by layer. */
    public static RunOptions defaults() {
        int threads = Math.min(256, Runtime.getRuntime().availableProcessors());
        return new RunOptions(threads, SynapseKernels.fastest(), Strategy.LAYER_BY_LAYER);
    }
}
