package io.aisynapse.core.onnx;

import io.aisynapse.core.onnx.proto.ReadLimits;

/**
 * How much a model may hold.
 *
 * @param bytes of the file
 * @param values of all constants together, and of all intermediate tensors of one sample together
 * @param read limits of the file's structure
 */
public record GateLimits(long bytes, long values, ReadLimits read) {
    private static final long MEBIBYTE = 1L << 20;

    /** 512 MiB, 64 Mi values, 50,000 nodes, 64 levels, names of 4 KiB, 1,000 functions, 10,000 metadata entries. */
    public static GateLimits defaults() {
        return new GateLimits(
                512 * MEBIBYTE, 64 * MEBIBYTE, new ReadLimits(64, 50_000, 1_000_000, 4096, 1_000, 10_000));
    }
}
