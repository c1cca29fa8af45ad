package io.aisynapse.node.progress;

import io.aisynapse.core.engine.record.RecordPlan;
import io.aisynapse.core.engine.record.RecordWish;
import io.aisynapse.core.engine.record.Recorder;
import io.aisynapse.core.engine.record.SampleRecording;
import io.aisynapse.core.engine.watch.SampleWatch;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.program.Stage;
import io.aisynapse.core.program.Windows;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.protocol.client.WorkFailedException;
import io.aisynapse.protocol.problem.ErrorKind;
import io.aisynapse.protocol.problem.Problem;
import io.aisynapse.protocol.recording.RecordedSample;
import io.aisynapse.protocol.recording.RecordingLayout;
import io.aisynapse.protocol.recording.RecordingWriter;
import io.aisynapse.protocol.work.WorkFailure;
import io.aisynapse.protocol.work.WorkOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Records the first samples of a job in one of its shards. The first sample that does not fit into the job's limit ends
 * the recording; in which order threads reach samples makes no difference to what is kept.
 */
public final class ShardRecorder {
    private final RecordPlan plan;
    private final Recorder recorder;
    private final RecordingLayout layout;
    private final long mostBytes;
    private final int first;
    private final int count;

    /** Index in the shard from which on nothing is kept. */
    private volatile int end;

    private ShardRecorder(RecordPlan plan, WorkOrder.Recording wish, WorkOrder.SampleRange range) {
        this.plan = plan;
        this.recorder = new Recorder(plan);
        this.layout = layoutOf(plan);
        this.mostBytes = wish.maxBytes();
        this.first = range.first();
        this.count = Math.clamp((long) wish.samples() - range.first(), 0, range.count());
        this.end = count;
    }

    /**
     * Null when nothing is to be recorded, in this shard or at all.
     *
     * @throws WorkFailedException with all that the program does not have, or when not even one sample would fit
     */
    public static @Nullable ShardRecorder of(CoreProgram program, WorkOrder.RunShard order) {
        WorkOrder.RunWishes wishes = order.wishes();
        WorkOrder.Recording wish = wishes == null ? null : wishes.record();
        if (wish == null || order.range().first() >= wish.samples()) {
            return null;
        }
        try {
            RecordPlan plan = RecordPlan.of(program, wishOf(program, wish));
            if (plan.knownBytes() > wish.maxBytes()) {
                throw refused(List.of(new Problem(
                        "recording-too-large",
                        "/record/max_bytes",
                        "Not even one sample can be recorded.",
                        plan.knownBytes() + " bytes a sample without spikes",
                        "at most " + wish.maxBytes() + " bytes in all",
                        "record fewer membranes, or allow more bytes")));
            }
            return new ShardRecorder(plan, wish, order.range());
        } catch (RejectedModelException e) {
            throw refused(e.findings().stream()
                    .map(finding -> new Problem(
                            finding.code(),
                            "/record",
                            finding.toText(),
                            finding.seen(),
                            finding.wanted(),
                            finding.hint()))
                    .toList());
        }
    }

    private static WorkFailedException refused(List<Problem> problems) {
        return new WorkFailedException(new WorkFailure(
                ErrorKind.USER, "bad-recording", "What shall be recorded cannot be recorded.", problems));
    }

    private static RecordWish wishOf(CoreProgram program, WorkOrder.Recording wish) {
        List<String> populations = !wish.spikes()
                ? List.of()
                : wish.populations().isEmpty() ? RecordPlan.populationNames(program) : wish.populations();
        List<RecordWish.Membranes> membranes = wish.membranes().stream()
                .map(each -> new RecordWish.Membranes(each.population(), each.neurons()))
                .toList();
        return new RecordWish(populations, membranes, wish.coreActivity());
    }

    private static RecordingLayout layoutOf(RecordPlan plan) {
        CoreProgram program = plan.program();
        Windows windows = Windows.of(program);
        List<RecordingLayout.Population> populations = new ArrayList<>();
        for (int stage : plan.populations()) {
            Stage population = program.stages().get(stage);
            Shape shape = population.shape();
            populations.add(new RecordingLayout.Population(
                    population.name(), shape.channels(), shape.height(), shape.width(), windows.begin(stage)));
        }
        List<RecordingLayout.Trace> traces = plan.traces().stream()
                .map(trace -> new RecordingLayout.Trace(
                        program.stages().get(trace.stage()).name(), trace.neuron(), windows.begin(trace.stage())))
                .toList();
        return new RecordingLayout(populations, traces, plan.cores(), program.timeSteps(), plan.ticks());
    }

    public RecordingLayout layout() {
        return layout;
    }

    /** Whether a sample must begin again for it: membranes are looked at tick by tick, and are in no checkpoint. */
    boolean needsWholeSamples() {
        return !plan.traces().isEmpty();
    }

    /** Null for a sample of which nothing will be kept. */
    @Nullable
    SampleWatch watch(int sample, ShardState state) {
        return sample >= end ? null : recorder.watch(mostBytes, recording -> keep(sample, recording, state));
    }

    private void keep(int sample, @Nullable SampleRecording recording, ShardState state) {
        if (recording == null) {
            endAt(sample);
            return;
        }
        SampleRecording.Spikes spikes = recording.spikes();
        int[][] columns = {spikes.tick(), spikes.population(), spikes.neuron(), spikes.value()};
        state.recorded(
                sample,
                new RecordedSample(
                        first + sample,
                        recording.ticks(),
                        columns,
                        recording.membranes(),
                        recording.coreSpikes(),
                        recording.coreOperations()));
        @Nullable RecordedSample[] all = state.recordings();
        int fitting = fitting(all);
        if (fitting < count && all[fitting] != null) {
            endAt(fitting);
        }
    }

    private synchronized void endAt(int sample) {
        end = Math.min(end, sample);
    }

    /** How many samples there are before the first that is missing or does not fit. */
    private int fitting(@Nullable RecordedSample[] all) {
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            RecordedSample each = all[i];
            bytes += each == null ? 0 : each.bytes();
            if (each == null || bytes > mostBytes) {
                return i;
            }
        }
        return count;
    }

    /** The shard's blob, when all of its samples are over. */
    public byte[] toBytes(ShardState state) {
        @Nullable RecordedSample[] all = state.recordings();
        List<RecordedSample> kept = new ArrayList<>();
        for (int i = 0; i < fitting(all); i++) {
            kept.add(Objects.requireNonNull(all[i]));
        }
        return RecordingWriter.write(layout, kept);
    }
}
