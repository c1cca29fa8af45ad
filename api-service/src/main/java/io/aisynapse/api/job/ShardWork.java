package io.aisynapse.api.job;

import io.aisynapse.api.ApiSettings;
import io.aisynapse.api.work.Work;
import io.aisynapse.api.work.WorkOwner;
import io.aisynapse.protocol.artifact.ArtifactStore;
import io.aisynapse.protocol.recording.RecordedSample;
import io.aisynapse.protocol.recording.RecordingReader;
import io.aisynapse.protocol.state.JobState;
import io.aisynapse.protocol.state.WorkKind;
import io.aisynapse.protocol.work.InternalPort.Beat;
import io.aisynapse.protocol.work.WorkFailure;
import io.aisynapse.protocol.work.WorkOrder.Recording;
import io.aisynapse.protocol.work.WorkOrder.RunShard;
import io.aisynapse.protocol.work.WorkResult;
import io.aisynapse.protocol.work.WorkResult.ShardRun;
import io.aisynapse.protocol.work.WorkResult.ShardSummary;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What becomes of a job when one of its shards is leased, reports, commits or is given up. */
@Component
class ShardWork implements WorkOwner {
    private final JobRows rows;
    private final JobStates states;
    private final JobSettling settling;
    private final ArtifactStore store;
    private final ApiSettings settings;

    ShardWork(JobRows rows, JobStates states, JobSettling settling, ArtifactStore store, ApiSettings settings) {
        this.rows = rows;
        this.states = states;
        this.settling = settling;
        this.store = store;
        this.settings = settings;
    }

    @Override
    public WorkKind kind() {
        return WorkKind.SHARD;
    }

    @Override
    public boolean withdrawn(Work work) {
        return rows.isWithdrawn(work.subjectId());
    }

    @Override
    public void claimed(Work work) {
        states.move(work.subjectId(), JobState.PLACED);
    }

    @Override
    public void progressed(Work work, Beat beat) {
        if (beat.done() > 0) {
            states.move(work.subjectId(), JobState.RUNNING);
            rows.progressed(work.subjectId(), settings.timing().progressEvery());
        }
    }

    /** Reads the whole blob: its digest, its form, and that it answers exactly the samples of the shard. */
    @Override
    public void verify(Work work, WorkResult result) throws IOException, BadResultException {
        if (!(result instanceof ShardRun(String digest, ShardSummary summary, String recording))
                || summary == null
                || !(work.order() instanceof RunShard order)) {
            throw new BadResultException("no shard that was run");
        }
        requirePlausible(summary, work.size());
        try {
            if (store.size(digest) > settings.limits().resultBytes()) {
                throw new BadResultException("a result that is too large");
            }
            try (InputStream blob = store.open(digest)) {
                ShardResult.verify(blob, digest, order.range());
            }
            verifyRecording(recording, order);
        } catch (FileNotFoundException | IllegalArgumentException e) {
            throw new BadResultException("the result is not in the store");
        }
    }

    /** That it is there where it is wanted, whole, of the shard's samples, and no larger than was allowed. */
    private void verifyRecording(@Nullable String digest, RunShard order) throws IOException, BadResultException {
        Recording wish = order.wishes() == null ? null : order.wishes().record();
        int first = order.range().first();
        boolean wanted = wish != null && first < wish.samples();
        if (wanted != (digest != null)) {
            throw new BadResultException(wanted ? "no recording" : "a recording that nobody asked for");
        }
        if (wish == null || digest == null) {
            return;
        }
        long bytes = 0;
        int end = Math.min(first + order.range().count(), wish.samples());
        try (RecordingReader reader = new RecordingReader(store.open(digest), wish.maxBytes())) {
            int next = first;
            for (RecordedSample each = reader.next(); each != null; each = reader.next()) {
                bytes += each.bytes();
                if (each.sample() != next++ || next > end || bytes > wish.maxBytes()) {
                    throw new BadResultException("a recording of sample " + each.sample() + " that is not wanted");
                }
            }
        } catch (FileNotFoundException e) {
            throw e;
        } catch (IOException e) {
            throw new BadResultException("a recording that cannot be read: " + e.getMessage());
        }
    }

    private static void requirePlausible(ShardSummary summary, int samples) throws BadResultException {
        boolean counts = summary.samples() == samples
                && within(summary.labelled(), samples)
                && within(summary.compared(), samples)
                && within(summary.correctOriginal(), summary.labelled())
                && within(summary.correctSpiking(), summary.labelled())
                && within(summary.agreeing(), summary.compared());
        boolean sums = summary.spikes() >= 0
                && summary.synapticOperations() >= 0
                && summary.inputOperations() >= 0
                && summary.processorNanoseconds() >= 0
                && summary.wallNanoseconds() >= 0
                && summary.energyPicojoules() >= 0
                && Double.isFinite(summary.energyPicojoules())
                && summary.chipNanoseconds() >= 0
                && Double.isFinite(summary.chipNanoseconds());
        if (!counts || !sums) {
            throw new BadResultException("a summary that cannot be true");
        }
    }

    private static boolean within(int value, int most) {
        return value >= 0 && value <= most;
    }

    @Override
    public boolean committed(Work work, WorkResult result) {
        states.move(work.subjectId(), JobState.RUNNING);
        if (!rows.progressed(work.subjectId(), settings.timing().progressEvery())) {
            return false;
        }
        if (rows.openShards(work.subjectId()) == 0) {
            states.move(work.subjectId(), JobState.FINALIZING);
        }
        return true;
    }

    @Override
    public void failed(Work work, WorkFailure failure) {
        states.fail(work.subjectId(), failure);
    }

    @Override
    public void settled(Work work) {
        settling.settle(work.subjectId());
    }
}
