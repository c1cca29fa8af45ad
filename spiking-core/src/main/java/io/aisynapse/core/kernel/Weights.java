package io.aisynapse.core.kernel;

import org.jspecify.annotations.Nullable;

/**
 * Weights of a projection and where they go.
 *
 * @param floats the same weights, where they are few enough to stay in a cache as floats too; else null
 */
public record Weights(byte[] bytes, float @Nullable [] floats, Runs runs) {
    private static final int MOST_FLOATS = 1 << 14;

    public static Weights of(byte[] bytes, Runs runs) {
        float[] floats = new float[bytes.length > MOST_FLOATS ? 0 : bytes.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = bytes[i];
        }
        return new Weights(bytes, floats.length < bytes.length ? null : floats, runs);
    }
}
