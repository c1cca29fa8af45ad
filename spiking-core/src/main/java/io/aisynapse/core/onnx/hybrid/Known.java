package io.aisynapse.core.onnx.hybrid;

import org.jspecify.annotations.Nullable;

/** What the importer made of a tensor. */
public sealed interface Known {
    /**
     * Computed by a layer of the network.
     *
     * @param node whose flat values are the tensor's
     * @param dims with the batch axis, which is 1
     */
    record Computed(int node, int[] dims) implements Known {
        /** Number of values. */
        public long size() {
            long size = 1;
            for (int dim : dims) {
                size *= dim;
            }
            return size;
        }
    }

    /**
     * Known before the network runs.
     *
     * @param integers its values when it holds integers along one axis at most, else null
     */
    record Folded(long @Nullable [] integers) implements Known {}

    /** Not taken, or behind the logits: whatever yields it must run in ONNX Runtime. */
    record Open() implements Known {}

    /** Tells what a tensor is by its name. */
    interface Lookup {
        Known of(String tensor);
    }
}
