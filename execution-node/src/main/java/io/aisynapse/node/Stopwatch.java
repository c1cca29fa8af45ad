package io.aisynapse.node;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.atomic.AtomicLong;

/** Measures a shard: wall time, and processor time of the thread that started it and of those that add theirs. */
final class Stopwatch {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final long wallStart = System.nanoTime();
    private final long processorStart = threadNanoseconds();
    private final AtomicLong added = new AtomicLong();

    /** Runs the task in this thread and adds the processor time that it took. */
    void addTimeOf(Runnable task) {
        long start = threadNanoseconds();
        try {
            task.run();
        } finally {
            added.addAndGet(threadNanoseconds() - start);
        }
    }

    long wallNanoseconds() {
        return System.nanoTime() - wallStart;
    }

    /** To be asked by the thread that started. */
    long processorNanoseconds() {
        return threadNanoseconds() - processorStart + added.get();
    }

    private static long threadNanoseconds() {
        return THREADS.getCurrentThreadCpuTime();
    }
}
