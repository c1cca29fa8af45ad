package io.aisynapse.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.node.ShardTrial.Attempt;
import io.aisynapse.protocol.artifact.FolderArtifactStore;
import io.aisynapse.protocol.client.WorkBlobs;
import io.aisynapse.protocol.client.WorkFailedException;
import io.aisynapse.protocol.client.WorkStoppedException;
import io.aisynapse.protocol.client.WorkStoppedException.Reason;
import io.aisynapse.protocol.problem.Problem;
import io.aisynapse.protocol.recording.RecordedSample;
import io.aisynapse.protocol.recording.RecordingReader;
import io.aisynapse.protocol.work.WorkOrder.MembraneTraces;
import io.aisynapse.protocol.work.WorkOrder.Recording;
import io.aisynapse.protocol.work.WorkOrder.RunShard;
import io.aisynapse.protocol.work.WorkOrder.RunWishes;
import io.aisynapse.protocol.work.WorkResult.ShardRun;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A shard whose node is lost or told to stop goes on elsewhere, to the same digests; and what it records. */
class ShardResumeTest {
    private static final long MANY_BYTES = 1 << 24;

    @TempDir
    Path folder;

    private ShardTrial trial;

    @BeforeEach
    void setUp() throws IOException {
        trial = new ShardTrial(new WorkBlobs(new FolderArtifactStore(folder), 1 << 28), ShardTrial.TIME_STEPS);
    }

    private static RunWishes recording(long mostBytes) {
        return new RunWishes(
                null, 1, false, null, new Recording(true, List.of(), List.of(), true, ShardTrial.SAMPLES, mostBytes));
    }

    @Test
    void aShardThatIsGivenBackGoesOnElsewhereToTheSameDigests() throws IOException {
        for (RunWishes wishes : new RunWishes[] {
            RunWishes.NONE, new RunWishes(1.0, 2, true), recording(MANY_BYTES),
        }) {
            RunShard order = trial.order(2, 20, wishes);
            Attempt undisturbed = Attempt.toTheEnd(null);
            ShardRun wanted = trial.run(order, 1, undisturbed);
            Attempt first = new Attempt(null, 11, Reason.DRAINING);
            assertThrows(WorkStoppedException.class, () -> trial.run(order, 1, first));
            Attempt second = new Attempt(told(first), 4, Reason.DRAINING);
            assertThrows(WorkStoppedException.class, () -> trial.run(order, 2, second));
            Attempt third = Attempt.toTheEnd(told(second));
            ShardRun found = trial.run(order, 2, third);
            assertEquals(wanted.resultDigest(), found.resultDigest());
            assertEquals(wanted.recordingDigest(), found.recordingDigest());
            assertEquals(wanted.summary().againstTime(), found.summary().againstTime());
            assertEquals(wanted.summary().energyPicojoules(), found.summary().energyPicojoules());
            assertTrue(
                    third.begun() < undisturbed.begun() - 10,
                    "%d of %d samples were run again".formatted(third.begun(), undisturbed.begun()));
        }
    }

    private static String told(Attempt attempt) {
        return Objects.requireNonNull(attempt.told(), "no checkpoint was told");
    }

    /** The clock of the trial goes on by a second a look, a checkpoint is due every second look. */
    @Test
    void aLostNodeHasToldItsCheckpointsBefore() throws IOException {
        RunShard order = trial.order(0, 20, null);
        ShardRun wanted = trial.run(order, 1, Attempt.toTheEnd(null));
        Attempt lost = new Attempt(null, 15, Reason.LEASE_LOST);
        assertThrows(WorkStoppedException.class, () -> trial.run(order, 1, lost));
        Attempt next = Attempt.toTheEnd(told(lost));
        assertEquals(wanted.resultDigest(), trial.run(order, 1, next).resultDigest());
        assertTrue(next.begun() <= 10, next.begun() + " of 20 samples were run again");
    }

    @Test
    void aSampleOfManyTicksGoesOnFromItsMiddle() throws IOException {
        ShardTrial slow = new ShardTrial(trial.blobs(), 1500);
        RunShard order = slow.order(0, 1, null);
        Attempt undisturbed = Attempt.toTheEnd(null);
        ShardRun wanted = slow.run(order, 1, undisturbed);
        Attempt first = new Attempt(null, undisturbed.begun() / 2 + 1, Reason.DRAINING);
        assertThrows(WorkStoppedException.class, () -> slow.run(order, 1, first));
        Attempt second = Attempt.toTheEnd(told(first));
        assertEquals(wanted.resultDigest(), slow.run(order, 1, second).resultDigest());
        assertTrue(undisturbed.begun() > 6, undisturbed.begun() + " looks at the clock are too few");
        int most = undisturbed.begun() - first.begun() + 3;
        assertTrue(second.begun() <= most, "%d looks, wanted at most %d".formatted(second.begun(), most));
    }

    @Test
    void aCheckpointOfAnotherShardOrOfDamagedBytesIsNotUsed() throws IOException {
        RunShard order = trial.order(0, 8, null);
        ShardRun wanted = trial.run(order, 1, Attempt.toTheEnd(null));
        Attempt other = new Attempt(null, 6, Reason.DRAINING);
        assertThrows(WorkStoppedException.class, () -> trial.run(trial.order(1, 8, null), 1, other));
        byte[] bytes = trial.blobs().read(told(other));
        bytes[bytes.length / 2] ^= 1;
        List<String> useless = List.of(
                told(other), trial.blobs().put(bytes), trial.blobs().put(new byte[3]), "sha256:" + "0".repeat(64));
        for (String digest : useless) {
            Attempt attempt = Attempt.toTheEnd(digest);
            assertEquals(wanted.resultDigest(), trial.run(order, 1, attempt).resultDigest());
            assertTrue(attempt.begun() >= 8, "samples of another shard were taken");
        }
    }

    @Test
    void recordingsOfShardsAreThoseOfTheWhole() throws IOException {
        ShardRun unrecorded = trial.run(trial.order(0, 12, null), 1, Attempt.toTheEnd(null));
        ShardRun whole = trial.run(trial.order(0, 12, recording(MANY_BYTES)), 2, Attempt.toTheEnd(null));
        assertNull(unrecorded.recordingDigest());
        assertEquals(unrecorded.resultDigest(), whole.resultDigest());
        List<RecordedSample> all = read(whole);
        assertEquals(12, all.size());
        List<RecordedSample> parts = new ArrayList<>(read(run(0, 5, MANY_BYTES)));
        parts.addAll(read(run(5, 7, MANY_BYTES)));
        long spikes = 0;
        for (int i = 0; i < 12; i++) {
            assertEquals(i, parts.get(i).sample());
            assertArrayEquals(all.get(i).spikes(), parts.get(i).spikes());
            assertArrayEquals(all.get(i).coreOperations(), parts.get(i).coreOperations());
            spikes += all.get(i).spikes()[0].length;
        }
        assertEquals(whole.summary().spikes(), spikes);
    }

    private ShardRun run(int first, int count, long mostBytes) throws IOException {
        return trial.run(trial.order(first, count, recording(mostBytes)), 2, Attempt.toTheEnd(null));
    }

    private List<RecordedSample> read(ShardRun run) throws IOException {
        byte[] bytes = trial.blobs().read(Objects.requireNonNull(run.recordingDigest()));
        List<RecordedSample> samples = new ArrayList<>();
        try (RecordingReader reader = new RecordingReader(new ByteArrayInputStream(bytes), MANY_BYTES)) {
            for (RecordedSample each = reader.next(); each != null; each = reader.next()) {
                samples.add(each);
            }
        }
        return samples;
    }

    @Test
    void theFirstSampleThatDoesNotFitEndsTheRecordingWhateverTheThreads() throws IOException {
        List<RecordedSample> all = read(run(0, 12, MANY_BYTES));
        long five = all.subList(0, 5).stream().mapToLong(RecordedSample::bytes).sum();
        for (int threads = 1; threads <= 6; threads++) {
            RunShard order = trial.order(0, 12, recording(five + 8));
            assertEquals(
                    5, read(trial.run(order, threads, Attempt.toTheEnd(null))).size());
        }
    }

    @Test
    void whatCannotBeRecordedIsRefusedBeforeAnySampleRuns() {
        Recording nonsense = new Recording(
                true, List.of("nobody"), List.of(new MembraneTraces("nowhere", List.of(0))), false, 1, MANY_BYTES);
        Attempt attempt = Attempt.toTheEnd(null);
        RunShard order = trial.order(0, 4, new RunWishes(null, 1, false, null, nonsense));
        WorkFailedException refused = assertThrows(WorkFailedException.class, () -> trial.run(order, 1, attempt));
        assertEquals(
                List.of("unknown-population", "unknown-population"),
                refused.failure().problems().stream().map(Problem::code).toList());
        assertEquals(0, attempt.begun());
        WorkFailedException tooLarge = assertThrows(WorkFailedException.class, () -> run(0, 4, 100));
        assertEquals(
                "recording-too-large", tooLarge.failure().problems().getFirst().code());
    }
}
