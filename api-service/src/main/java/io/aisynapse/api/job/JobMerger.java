package io.aisynapse.api.job;

import io.aisynapse.api.ApiSettings;
import io.aisynapse.api.blob.Blobs;
import io.aisynapse.api.conversion.Conversions;
import io.aisynapse.api.job.RecordingMerge.Merged;
import io.aisynapse.protocol.artifact.ArtifactStore;
import io.aisynapse.protocol.problem.ErrorKind;
import io.aisynapse.protocol.state.JobState;
import io.aisynapse.protocol.work.ProtocolJson;
import io.aisynapse.protocol.work.WorkFailure;
import io.aisynapse.protocol.work.WorkOrder.Recording;
import io.aisynapse.protocol.work.WorkResult;
import io.aisynapse.protocol.work.WorkResult.ShardRun;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.JacksonException;

/**
 * Merges a FINALIZING job's shards. The merge may be done twice, by two processes or after a crash: the bytes are the
 * same, and only one of them moves the job.
 */
@Component
class JobMerger {
    private static final Logger LOG = LoggerFactory.getLogger(JobMerger.class);
    private static final int MOST_AT_ONCE = 2;

    private final ResultMerge merge;
    private final RecordingMerge recordingMerge;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Finishing finishing;
    private final Set<UUID> merging = ConcurrentHashMap.newKeySet();
    private final Semaphore room = new Semaphore(MOST_AT_ONCE);

    JobMerger(ArtifactStore store, JdbcClient jdbc, TransactionTemplate transaction, Finishing finishing) {
        this.merge = new ResultMerge(store);
        this.recordingMerge = new RecordingMerge(store);
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.finishing = finishing;
    }

    /** What ends a job. */
    @Component
    record Finishing(
            JobRepository jobs,
            JobRows rows,
            JobStates states,
            Conversions conversions,
            Blobs blobs,
            ApiSettings settings) {}

    /** Returns at once; does nothing if this process is at it already. */
    void start(UUID jobId) {
        if (merging.add(jobId)) {
            Thread.ofVirtual().name("merge-" + jobId).start(() -> {
                try {
                    mergeWhenThereIsRoom(jobId);
                } finally {
                    merging.remove(jobId);
                }
            });
        }
    }

    private void mergeWhenThereIsRoom(UUID jobId) {
        try {
            room.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            merge(jobId);
        } catch (IOException | JacksonException e) {
            LOG.error("the shards of job {} cannot be merged", jobId, e);
            giveUpAfterTooMany(jobId);
        } catch (RuntimeException e) {
            LOG.warn("the merge of job {} is tried again", jobId, e);
        } finally {
            room.release();
        }
    }

    private void merge(UUID jobId) throws IOException {
        Job job = finishing.jobs().findById(jobId).orElse(null);
        if (job == null || job.state != JobState.FINALIZING) {
            return;
        }
        List<ShardRun> shards = shards(jobId);
        ArtifactStore.StoredArtifact merged =
                merge.merge(shards.stream().map(ShardRun::resultDigest).toList(), job.samples);
        Recording wish = JobRows.recording(job.record);
        Merged recordings = wish == null ? null : recordingMerge.merge(wish, shards, job.samples, job.shardSamples);
        JobSummary summary = JobSummary.of(
                job,
                finishing.conversions().summary(job.tenantId, job.conversionId),
                shards.stream().map(ShardRun::summary).toList(),
                recordings == null ? null : recordings.note());
        transaction.executeWithoutResult(status -> {
            finishing.blobs().hold(merged.digest());
            if (recordings != null) {
                finishing.blobs().hold(recordings.digest());
            }
            finishing
                    .rows()
                    .finished(
                            jobId,
                            merged.digest(),
                            recordings == null ? null : recordings.digest(),
                            ProtocolJson.mapper().writeValueAsString(summary));
            finishing.states().move(jobId, JobState.SUCCEEDED);
        });
    }

    private List<ShardRun> shards(UUID jobId) {
        return jdbc
                .sql("SELECT result FROM work WHERE subject_id = :job AND kind = 'SHARD' ORDER BY position")
                .param("job", jobId)
                .query(String.class)
                .list()
                .stream()
                .map(text -> (ShardRun) ProtocolJson.mapper().readValue(text, WorkResult.class))
                .toList();
    }

    private void giveUpAfterTooMany(UUID jobId) {
        transaction.executeWithoutResult(status -> {
            if (finishing.rows().countMerge(jobId)
                    >= finishing.settings().limits().attempts()) {
                finishing
                        .states()
                        .fail(
                                jobId,
                                new WorkFailure(
                                        ErrorKind.INFRASTRUCTURE,
                                        "merge-failed",
                                        "The shards' results could not be put together.",
                                        List.of()));
            }
        });
    }
}
