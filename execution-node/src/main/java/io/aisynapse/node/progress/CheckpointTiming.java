package io.aisynapse.node.progress;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When a shard's checkpoint is written.
 *
 * @param every no more work than this is done again when a node is lost
 * @param nanoTime a clock that only goes forward, in nanoseconds, as {@link System#nanoTime}
 */
public record CheckpointTiming(Duration every, LongSupplier nanoTime) {
    public CheckpointTiming {
        if (every.isNegative() || every.isZero()) {
            throw new IllegalArgumentException("a checkpoint every " + every);
        }
    }

    long now() {
        return nanoTime.getAsLong();
    }

    /**
     * States of samples under way are taken so often, and written so often: a lost one is at most one taking and one
     * writing old.
     */
    boolean isDue(long lastNanos, long nowNanos) {
        return nowNanos - lastNanos >= every.toNanos() / 2;
    }
}
