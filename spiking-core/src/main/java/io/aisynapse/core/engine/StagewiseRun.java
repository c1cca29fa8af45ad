package io.aisynapse.core.engine;

import io.aisynapse.core.engine.stream.EventStream;
import io.aisynapse.core.kernel.SynapseKernels;
import io.aisynapse.core.program.CoreProgram;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs one stage after another over several samples, so that a stage can be changed and run again before the next. Of
 * each sample only the events that later stages read are kept.
 */
public final class StagewiseRun {
    private final ProgramPlan plan;
    private final float[][] samples;
    private final EventStream.@Nullable Saved[][] saved;
    private final int[] lastReader;
    private final ConcurrentLinkedQueue<Worker> idleWorkers = new ConcurrentLinkedQueue<>();
    private final long[] @Nullable [] biases;
    private int next;

    public StagewiseRun(CoreProgram program, float[][] samples) {
        if (program.isRecurrent()) {
            throw new IllegalArgumentException("a recurrent network has no order of stages");
        }
        this.plan = new ProgramPlan(program, null);
        this.samples = samples;
        int stages = plan.stages.size();
        this.saved = new EventStream.Saved[stages][samples.length];
        this.biases = new long[stages][];
        this.lastReader = new int[stages];
        for (int s = 0; s < stages; s++) {
            for (int source : plan.stages.get(s).inputs()) {
                lastReader[source] = s;
            }
        }
    }

    /** Runs the stage with this bias, one value a channel, from now on. */
    public void useBias(int stage, long[] bias) {
        biases[stage] = bias;
    }

    /**
     * Decoded values of a stage, a row a sample, in its events and flat order. Stages before it are run first; asking
     * for a stage again runs it again.
     */
    public double[][] means(int stage) {
        for (; next < stage; next++) {
            int each = next;
            IntStream.range(0, samples.length).parallel().forEach(sample -> run(each, sample));
            forget(each);
        }
        double[][] means = new double[samples.length][];
        IntStream.range(0, samples.length).parallel().forEach(sample -> means[sample] = run(stage, sample));
        return means;
    }

    private double[] run(int stage, int sample) {
        Worker idle = idleWorkers.poll();
        Worker worker = idle == null ? new Worker(plan, SynapseKernels.fastest(), Strategy.LAYER_BY_LAYER) : idle;
        for (int source : plan.stages.get(stage).inputs()) {
            worker.load(source, Objects.requireNonNull(saved[source][sample]));
        }
        double[] means = worker.runStage(samples[sample], stage, biases[stage]);
        saved[stage][sample] = worker.save(stage);
        idleWorkers.add(worker);
        return means;
    }

    /** Drops what nobody reads any more after this stage. */
    private void forget(int done) {
        for (int s = 0; s <= done; s++) {
            if (lastReader[s] <= done) {
                Arrays.fill(saved[s], null);
            }
        }
    }
}
