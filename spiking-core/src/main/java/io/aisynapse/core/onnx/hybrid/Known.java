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
            return sizeOf(dims);
        }
    }

    /**
     * Known before the network runs.
     *
     * @param integers its values when it holds integers along one axis at most, else null
     * @param dims null for texts
     */
    record Folded(long @Nullable [] integers, int @Nullable [] dims) implements Known {}

    /** Behind the logits: whatever yields it must run in ONNX Runtime, or be read from the answer. */
    record Answered(int[] dims) implements Known {}

    /**
     * Not taken: whatever yields it must run in ONNX Runtime.
     *
     * @param dims when the operator is known well enough to tell, else null
     */
    record Open(int @Nullable [] dims) implements Known {}

    /** Tells what a tensor is by its name. */
    interface Lookup {
        Known of(String tensor);

        /** Samples that the model wants at once; the importer looks at one of them. */
        default int batch() {
            return 1;
        }
    }

    /** By axis, with the batch axis, which is 1; null when not known. */
    default int @Nullable [] dimensions() {
        return switch (this) {
            case Computed computed -> computed.dims();
            case Folded folded -> folded.dims();
            case Answered answered -> answered.dims();
            case Open open -> open.dims();
        };
    }

    /** Number of values of a tensor. */
    static long sizeOf(int[] dims) {
        long size = 1;
        for (int dim : dims) {
            size *= dim;
        }
        return size;
    }
}
