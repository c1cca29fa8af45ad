package io.aisynapse.node.progress;

import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.SampleResult;
import io.aisynapse.core.engine.checkpoint.Checkpoint;
import io.aisynapse.core.engine.watch.SampleView;
import io.aisynapse.core.engine.watch.SampleWatch;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.protocol.client.WorkBlobs;
import io.aisynapse.protocol.client.WorkContext;
import io.aisynapse.protocol.client.WorkFailedException;
import io.aisynapse.protocol.client.WorkStoppedException;
import io.aisynapse.protocol.recording.RecordingLayout;
import io.aisynapse.protocol.work.WorkOrder;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the open samples of a shard and keeps its state, so that not much is lost with this node: from time to time, and
 * when the work is to be given back, the state is put into the artefact store and told to the service.
 */
public final class ShardKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(ShardKeeper.class);

    /** Neurons stepped between two looks at the clock, about a millisecond. */
    private static final long NEURONS_A_LOOK = 1 << 19;

    private static final int FIXED_NEURONS = 1024;

    private final ShardState state;
    private final String program;
    private final Surroundings surroundings;
    private final AtomicLong written;
    private final AtomicBoolean writing = new AtomicBoolean();

    /**
     * @param recorder null when nothing is recorded
     * @param kept what is to be kept with a sample that is over
     * @param progress told how many samples have begun; may throw
     * @param helper runs what a helping thread does
     */
    public record Surroundings(
            WorkBlobs blobs,
            WorkContext context,
            CheckpointTiming timing,
            @Nullable ShardRecorder recorder,
            IntFunction<double[]> kept,
            IntConsumer progress,
            Consumer<Runnable> helper) {}

    private ShardKeeper(ShardState state, String program, Surroundings surroundings) {
        this.state = state;
        this.program = program;
        this.surroundings = surroundings;
        this.written = new AtomicLong(surroundings.timing().now());
    }

    /** With what an earlier attempt at the order has done, if there is any that can be used. */
    public static ShardKeeper of(WorkOrder.RunShard order, float[][] samples, Surroundings surroundings) {
        ShardRecorder recorder = surroundings.recorder();
        RecordingLayout layout = recorder == null ? null : recorder.layout();
        String digest = surroundings.context().lastCheckpoint();
        if (digest != null) {
            try {
                byte[] bytes = surroundings.blobs().read(digest);
                ShardState state = ShardState.read(bytes, order, layout, samples);
                LOG.info("goes on from {}: {} of {} samples are over", digest, state.count(), samples.length);
                return new ShardKeeper(state, order.programDigest(), surroundings);
            } catch (IOException | WorkFailedException e) {
                LOG.warn("checkpoint {} is not used: {}", digest, e.getMessage());
            }
        }
        return new ShardKeeper(new ShardState(order, layout), order.programDigest(), surroundings);
    }

    public ShardState state() {
        return state;
    }

    /**
     * Runs all open samples.
     *
     * @param reader of answers by the sample's index in the shard; with one, samples are kept whole only
     */
    public void run(Engine engine, CoreProgram core, float[][] samples, Engine.@Nullable AnswerReader reader) {
        try {
            runOpen(engine, core, samples, reader);
        } catch (RejectedModelException e) {
            LOG.warn("samples under way begin again: {}", e.getMessage());
            state.forgetUnderWay();
            runOpen(engine, core, samples, reader);
        } catch (WorkStoppedException e) {
            if (e.reason() == WorkStoppedException.Reason.DRAINING && !state.isEmpty()) {
                write();
            }
            throw e;
        }
    }

    private void runOpen(Engine engine, CoreProgram core, float[][] samples, Engine.@Nullable AnswerReader reader) {
        int[] open = state.open();
        float[][] rest = Arrays.stream(open).mapToObj(i -> samples[i]).toArray(float[][]::new);
        Engine.AnswerReader mapped =
                reader == null ? null : (sample, tick, answer) -> reader.takes(open[sample], tick, answer);
        engine.run(rest, new Kept(open, core, mapped == null), mapped);
    }

    private final class Kept implements Engine.Observer {
        private final int[] open;
        private final int[] neurons;
        private final boolean withinSamples;
        private final int before;

        Kept(int[] open, CoreProgram core, boolean withinSamples) {
            this.open = open;
            this.before = state.count();
            this.withinSamples = withinSamples;
            this.neurons = core.stages().stream()
                    .mapToInt(stage -> FIXED_NEURONS + stage.shape().size())
                    .toArray();
        }

        @Override
        public void sampleBegins(int sample) {
            surroundings.progress().accept(before + sample);
        }

        @Override
        public SampleWatch watch(int sample) {
            ShardRecorder recorder = surroundings.recorder();
            SampleWatch recording = recorder == null ? null : recorder.watch(open[sample], state);
            if (recorder == null || recording == null) {
                return new Keeping(open[sample], before + sample, neurons, withinSamples);
            }
            boolean leaves = withinSamples && !recorder.needsWholeSamples();
            return SampleWatch.both(recording, new Keeping(open[sample], before + sample, neurons, leaves));
        }

        @Override
        public @Nullable Checkpoint resumesFrom(int sample) {
            return state.underWay(open[sample]);
        }

        @Override
        public void sampleEnds(int sample, SampleResult result) {
            state.end(open[sample], result, surroundings.kept().apply(open[sample]));
            writeIfDue();
        }

        @Override
        public void runInHelper(Runnable part) {
            surroundings.helper().accept(part);
        }
    }

    /** Within a sample: leaves its state from time to time, and when the work stops. */
    private final class Keeping implements SampleWatch {
        private final int sample;
        private final int begun;
        private final int[] neurons;
        private final boolean withinSamples;
        private final int[] last;
        private long stepped;
        private long left = surroundings.timing().now();

        Keeping(int sample, int begun, int[] neurons, boolean withinSamples) {
            this.sample = sample;
            this.begun = begun;
            this.neurons = neurons;
            this.last = new int[neurons.length];
            this.withinSamples = withinSamples;
        }

        @Override
        public int stride(int stage) {
            return (int) Math.max(1, NEURONS_A_LOOK / neurons[stage]);
        }

        @Override
        public void ticked(SampleView view, int stage, int tick) {
            stepped += (long) neurons[stage] * Math.max(1, tick - last[stage]);
            last[stage] = tick;
            if (stepped >= NEURONS_A_LOOK) {
                stepped = 0;
                look(view);
            }
        }

        private void look(SampleView view) {
            long now = surroundings.timing().now();
            if (withinSamples && surroundings.timing().isDue(left, now)) {
                left = now;
                leave(view);
                writeIfDue();
            }
            try {
                surroundings.progress().accept(begun);
            } catch (WorkStoppedException e) {
                if (withinSamples && e.reason() == WorkStoppedException.Reason.DRAINING) {
                    leave(view);
                }
                throw e;
            }
        }

        private void leave(SampleView view) {
            state.leave(sample, view.checkpoint(program));
        }
    }

    private void writeIfDue() {
        if (surroundings.timing().isDue(written.get(), surroundings.timing().now())) {
            write();
        }
    }

    /** One thread at a time; a checkpoint that cannot be written costs work when the node is lost, and nothing else. */
    private void write() {
        if (!writing.compareAndSet(false, true)) {
            return;
        }
        try {
            byte[] bytes = state.toBytes();
            if (bytes.length <= surroundings.blobs().largestBytes()) {
                surroundings.context().checkpoint(surroundings.blobs().put(bytes));
            }
        } catch (IOException e) {
            LOG.warn("the checkpoint cannot be written", e);
        } finally {
            written.set(surroundings.timing().now());
            writing.set(false);
        }
    }
}
