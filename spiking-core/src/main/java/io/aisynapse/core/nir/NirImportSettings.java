package io.aisynapse.core.nir;

/**
 * What a NIR file leaves open. A file of our own answers it in its metadata.
 *
 * @param reset what IF neurons do after a spike
 * @param largestInput the largest magnitude of an input value, above 0; larger ones are clipped
 */
public record NirImportSettings(Reset reset, double largestInput) {
    /** After a spike. */
    public enum Reset {
        /** To v_reset, as NIR defines it. The chip's neurons cannot, so such a network is refused. */
        AS_DEFINED,

        /** The threshold is subtracted, as sinabs and our own export mean it. */
        SUBTRACT
    }

    public NirImportSettings {
        if (!(largestInput > 0) || Double.isInfinite(largestInput)) {
            throw new IllegalArgumentException("a largest input of " + largestInput);
        }
    }

    /** As NIR defines it, inputs up to 1. */
    public static NirImportSettings asDefined() {
        return new NirImportSettings(Reset.AS_DEFINED, 1);
    }
}
