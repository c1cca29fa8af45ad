package io.aisynapse.core.engine;

import io.aisynapse.core.engine.checkpoint.Checkpoint;
import io.aisynapse.core.engine.count.StageOperations;
import io.aisynapse.core.engine.watch.SampleWatch;
import io.aisynapse.core.fault.SpikeFaults;
import io.aisynapse.core.program.CoreProgram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Runs a core program fast: driven by events, each stage over all ticks, samples in parallel. Same outputs and counts
 * as {@link ReferenceEngine}, bit for bit, whatever the options. Safe to call from several threads.
 */
public final class Engine {
    private final ProgramPlan plan;
    private final RunOptions options;
    private final ConcurrentLinkedQueue<Worker> idleWorkers = new ConcurrentLinkedQueue<>();

    public Engine(CoreProgram program, RunOptions options) {
        this(program, options, null);
    }

    /** @param faults stuck neurons and lost spikes; null for none */
    public Engine(CoreProgram program, RunOptions options, @Nullable SpikeFaults faults) {
        this.plan = new ProgramPlan(program, faults);
        this.options = options;
    }

    /** One result a sample, in order. */
    public List<SampleResult> run(float[][] samples) {
        return run(samples, new Observer() {});
    }

    /** As {@link #run(float[][])}, watched. The calling thread is one of the threads that work. */
    public List<SampleResult> run(float[][] samples, Observer observer) {
        return run(samples, observer, null);
    }

    /**
     * As {@link #run(float[][], Observer)}, and each sample's answer is shown to a reader after every tick of the
     * readout's window. Where it takes one the sample ends: what would have happened later is neither run nor counted.
     */
    public List<SampleResult> run(float[][] samples, Observer observer, @Nullable AnswerReader reader) {
        Queue queue = new Queue(samples, new SampleResult[samples.length], new AtomicInteger(), observer, reader);
        int helpers = Math.min(options.threads(), samples.length) - 1;
        if (helpers < 1) {
            work(queue);
            return Arrays.asList(queue.results);
        }
        try (ExecutorService executor = Executors.newFixedThreadPool(helpers)) {
            List<Future<?>> parts = new ArrayList<>();
            for (int helper = 0; helper < helpers; helper++) {
                parts.add(executor.submit(() -> observer.runInHelper(() -> work(queue))));
            }
            work(queue);
            parts.forEach(Engine::join);
        }
        return Arrays.asList(queue.results);
    }

    /** Watches a run from within its threads. */
    public interface Observer {
        /** A sample begins, in whichever thread took it; what this throws ends the run. */
        default void sampleBegins(int sample) {}

        /** Whoever follows the sample; null for nobody, which costs nothing. */
        default @Nullable SampleWatch watch(int sample) {
            return null;
        }

        /** Where the sample was left, of this program and sample; null when it begins. Not asked with a reader. */
        default @Nullable Checkpoint resumesFrom(int sample) {
            return null;
        }

        /** A sample is done, in the thread that ran it. */
        default void sampleEnds(int sample, SampleResult result) {}

        /** Runs what one thread beside the caller's does, to measure it. */
        default void runInHelper(Runnable part) {
            part.run();
        }
    }

    /** Reads answers as they build up, each sample's in order of ticks, in whichever thread runs it. */
    public interface AnswerReader {
        /**
         * @param tick of the readout's window, 1 to T
         * @param answer the decoded values after it; before the readout begins, over all ticks so far
         * @return whether this answer is taken and the sample ends here
         */
        boolean takes(int sample, int tick, double[] answer);
    }

    /** Samples that threads take one after another. */
    private record Queue(
            float[][] samples,
            SampleResult[] results,
            AtomicInteger next,
            Observer observer,
            @Nullable AnswerReader reader) {
        SampleResult run(Worker worker, int sample) {
            worker.watchedBy(observer.watch(sample));
            AnswerReader each = reader;
            if (each == null) {
                Checkpoint from = observer.resumesFrom(sample);
                return from == null ? worker.run(samples[sample]) : worker.resume(samples[sample], from);
            }
            return worker.runUntil(samples[sample], (tick, answer) -> each.takes(sample, tick, answer));
        }
    }

    /**
     * Sum of each neuron's values over all ticks, by stage in flat order: spikes of a population, {@code T · level} of
     * the input, zeros of the readout.
     */
    public int[][] spikeCounts(float[] sample) {
        Worker worker = borrow();
        worker.run(sample);
        int[][] sums = worker.sums();
        idleWorkers.add(worker);
        return sums;
    }

    /** Operations that go into each stage during a sample, by kind; they add up to its counts. */
    public StageOperations[] operationsByStage(float[] sample) {
        Worker worker = borrow();
        StageOperations[] operations = worker.operationsByStage(sample);
        idleWorkers.add(worker);
        return operations;
    }

    /** As {@link #spikeCounts(float[])} for one stage; the stages behind it are not run. */
    public int[] spikeCounts(float[] sample, int stage) {
        Worker worker = borrow();
        int[] sums = worker.sumsOf(sample, stage);
        idleWorkers.add(worker);
        return sums;
    }

    /**
     * The readout's decoded values after each tick: how the answer builds up. The last row is what {@link #run} gives.
     */
    public double[][] answersByTick(float[] sample) {
        Worker worker = borrow();
        double[][] answers = worker.answersByTick(sample);
        idleWorkers.add(worker);
        return answers;
    }

    /**
     * Decoded value of each neuron of one stage, in its events and flat order: the mean of its events in rate coding.
     * The stages behind it are not run.
     */
    public double[] means(float[] sample, int stage) {
        Worker worker = borrow();
        double[] means = worker.meansOf(sample, stage);
        idleWorkers.add(worker);
        return means;
    }

    /** As {@link #means(float[], int)} for all stages at once; those of the readout are zeros. */
    public double[][] means(float[] sample) {
        Worker worker = borrow();
        worker.run(sample);
        double[][] means = worker.means();
        idleWorkers.add(worker);
        return means;
    }

    private void work(Queue queue) {
        Worker worker = borrow();
        float[][] samples = queue.samples;
        for (int i = queue.next.getAndIncrement(); i < samples.length; i = queue.next.getAndIncrement()) {
            queue.observer.sampleBegins(i);
            SampleResult result = queue.run(worker, i);
            queue.results[i] = result;
            queue.observer.sampleEnds(i, result);
        }
        worker.watchedBy(null);
        idleWorkers.add(worker);
    }

    private Worker borrow() {
        Worker worker = idleWorkers.poll();
        return worker == null ? new Worker(plan, options.kernels(), options.strategy()) : worker;
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
