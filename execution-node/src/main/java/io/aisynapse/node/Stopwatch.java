package io.aisynapse.node;

/**
 * Measures a shard: wall time, and processor time of the whole process meanwhile, the only measure that counts the
 * engine's threads too. Where several slots share a process it counts their work as well.
 */
final class Stopwatch {
    private final long wallStart;
    private final long processorStart;

    private Stopwatch(long wallStart, long processorStart) {
        this.wallStart = wallStart;
        this.processorStart = processorStart;
    }
}
