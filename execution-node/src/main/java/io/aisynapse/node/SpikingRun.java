package io.aisynapse.node;

import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.SampleResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** One shard's samples through the engine, on several threads whose processor time is measured. */
final class SpikingRun {
    private final Engine engine;
    private final float[][] samples;
    private final SampleResult[] results;
    private final AtomicInteger next = new AtomicInteger();
    private final IntConsumer progress;

    /**
     * @param engine that runs in the calling thread
     * @param progress is told how many samples have begun; may throw to end the run
     */
    SpikingRun(Engine engine, float[][] samples, IntConsumer progress) {
        this.engine = engine;
        this.samples = samples;
        this.results = new SampleResult[samples.length];
        this.progress = progress;
    }

    List<SampleResult> run(int threads, Stopwatch stopwatch) {
        int helpers = Math.min(threads, samples.length) - 1;
        if (helpers < 1) {
            work();
            return Arrays.asList(results);
        }
        try (ExecutorService executor = Executors.newFixedThreadPool(helpers)) {
            List<Future<?>> parts = new ArrayList<>();
            for (int i = 0; i < helpers; i++) {
                parts.add(executor.submit(() -> stopwatch.addTimeOf(this::work)));
            }
            work();
            parts.forEach(SpikingRun::join);
        }
        return Arrays.asList(results);
    }

    private void work() {
        for (int i = next.getAndIncrement(); i < samples.length; i = next.getAndIncrement()) {
            progress.accept(i);
            results[i] = engine.run(new float[][] {samples[i]}).getFirst();
        }
    }

    private static void join(Future<?> part) {
        try {
            part.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("a thread of the engine failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while samples were running", e);
        }
    }
}
