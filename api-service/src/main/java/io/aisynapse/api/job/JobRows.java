package io.aisynapse.api.job;

import io.aisynapse.api.event.JobEvents;
import io.aisynapse.protocol.state.JobState;
import io.aisynapse.protocol.work.InternalPort.Beat;
import io.aisynapse.protocol.work.ProtocolJson;
import io.aisynapse.protocol.work.WorkOrder.DatasetReference;
import io.aisynapse.protocol.work.WorkOrder.FaultWishes;
import io.aisynapse.protocol.work.WorkOrder.Recording;
import io.aisynapse.protocol.work.WorkOrder.RunWishes;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The guarded statements that write what a job has beside its state. */
@Component
@Transactional(propagation = Propagation.MANDATORY)
class JobRows {
    private final JdbcClient jdbc;
    private final JobEvents events;

    JobRows(JdbcClient jdbc, JobEvents events) {
        this.jdbc = jdbc;
        this.events = events;
    }

    /** What a job was asked to do. */
    record Submitted(
            UUID id,
            UUID tenantId,
            @Nullable String name,
            UUID modelId,
            UUID datasetId,
            UUID conversionId,
            boolean ownCalibration,
            ShardPlan plan,
            int timeSteps,
            String chip,
            String scheme,
            long seed) {}

    /** What is needed to cut a job into shards. */
    record ShardPlan(String modelDigest, DatasetReference inputs, int shardSamples, RunWishes wishes) {}

    /** As VALIDATING, with the event that it exists. */
    void insert(Submitted job) {
        jdbc.sql("""
                        INSERT INTO job (id, tenant_id, name, state, model_id, dataset_id, conversion_id,
                            own_calibration, model_digest, inputs_digest, labels_digest, samples, shard_samples,
                            time_steps, chip, scheme, seed, total, early_exit_margin, early_exit_min_ticks,
                            against_time, faults, record, state_times)
                        VALUES (:id, :tenant, :name, 'VALIDATING', :model, :dataset, :conversion,
                            :own, :modelDigest, :inputs, :labels, :samples, :shardSamples,
                            :steps, :chip, :scheme, :seed, :samples, :margin, :minTicks, :againstTime, :faults,
                            :record,
                            CAST(jsonb_build_object('VALIDATING', to_char(clock_timestamp() AT TIME ZONE 'UTC',
                                'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) AS text))
                        """)
                .param("id", job.id())
                .param("tenant", job.tenantId())
                .param("name", job.name())
                .param("model", job.modelId())
                .param("dataset", job.datasetId())
                .param("conversion", job.conversionId())
                .param("own", job.ownCalibration())
                .param("modelDigest", job.plan().modelDigest())
                .param("inputs", job.plan().inputs().inputsDigest())
                .param("labels", job.plan().inputs().labelsDigest())
                .param("samples", job.plan().inputs().samples())
                .param("shardSamples", job.plan().shardSamples())
                .param("steps", job.timeSteps())
                .param("chip", job.chip())
                .param("scheme", job.scheme())
                .param("seed", job.seed())
                .param("margin", job.plan().wishes().earlyExitMargin())
                .param("minTicks", job.plan().wishes().earlyExitMinTicks())
                .param("againstTime", job.plan().wishes().againstTime())
                .param("faults", textOf(job.plan().wishes().faults()))
                .param("record", textOf(job.plan().wishes().record()))
                .update();
        events.append(job.id(), JobEvents.STATE);
    }

    private static @Nullable String textOf(@Nullable Object wishes) {
        return wishes == null ? null : ProtocolJson.mapper().writeValueAsString(wishes);
    }

    static @Nullable FaultWishes faultsOf(@Nullable String text) {
        return text == null ? null : ProtocolJson.mapper().readValue(text, FaultWishes.class);
    }

    /** What a job's column says is recorded. */
    static @Nullable Recording recording(@Nullable String text) {
        return text == null ? null : ProtocolJson.mapper().readValue(text, Recording.class);
    }

    /** A job that waits for a conversion. */
    record Waiting(UUID id, UUID tenantId, ShardPlan plan) {}

    /** Locked, those that are to be cancelled left out. */
    List<Waiting> waitingFor(UUID conversionId) {
        return jdbc.sql("""
                        SELECT id, tenant_id, model_digest, inputs_digest, labels_digest, samples, shard_samples,
                            early_exit_margin, early_exit_min_ticks, against_time, faults, record
                        FROM job
                        WHERE conversion_id = :conversion AND state = 'CONVERTING' AND cancel_requested_at IS NULL
                        ORDER BY id FOR UPDATE
                        """)
                .param("conversion", conversionId)
                .query((row, number) -> new Waiting(
                        row.getObject("id", UUID.class),
                        row.getObject("tenant_id", UUID.class),
                        new ShardPlan(
                                row.getString("model_digest"),
                                new DatasetReference(
                                        row.getString("inputs_digest"),
                                        row.getString("labels_digest"),
                                        row.getInt("samples")),
                                row.getInt("shard_samples"),
                                new RunWishes(
                                        row.getObject("early_exit_margin", Double.class),
                                        row.getInt("early_exit_min_ticks"),
                                        row.getBoolean("against_time"),
                                        faultsOf(row.getString("faults")),
                                        recording(row.getString("record"))))))
                .list();
    }

    /** Shows a conversion's progress at a job that waits for it. */
    void conversionProgressed(UUID jobId, Beat beat) {
        int told = jdbc.sql("""
                        UPDATE job SET stage = :stage, done = :done, total = :total
                        WHERE id = :id AND state = 'CONVERTING'
                        """)
                .param("stage", beat.stage())
                .param("done", beat.done())
                .param("total", beat.total())
                .param("id", jobId)
                .update();
        if (told == 1) {
            events.append(jobId, JobEvents.CONVERSION_PROGRESS);
        }
    }

    /**
     * Counts samples that are done, a shard under way by its own word, and tells them if the last news is old enough.
     *
     * @return false when the job no longer wants results
     */
    boolean progressed(UUID jobId, Duration every) {
        boolean wanted = jdbc.sql("""
                                UPDATE job j SET done = GREATEST(j.done, p.done)
                                FROM (SELECT coalesce(sum(CASE
                                        WHEN state = 'COMMITTED' THEN size
                                        WHEN state = 'LEASED' AND total > 0 THEN CAST(size AS bigint) * done / total
                                        ELSE 0 END), 0) AS done
                                    FROM work WHERE subject_id = :id AND kind = 'SHARD') p
                                WHERE j.id = :id AND j.state = 'RUNNING' AND j.cancel_requested_at IS NULL
                                """).param("id", jobId).update() == 1;
        int due = !wanted
                ? 0
                : jdbc.sql("""
                                UPDATE job SET progress_at = clock_timestamp(), stage = 'simulating'
                                WHERE id = :id AND (progress_at IS NULL
                                    OR progress_at < clock_timestamp() - :every * interval '1 millisecond')
                                """)
                        .param("id", jobId)
                        .param("every", every.toMillis())
                        .update();
        if (due == 1) {
            events.append(jobId, JobEvents.PROGRESS);
        }
        return wanted;
    }

    /** Shards that are not committed yet; exact while the job's row is locked. */
    int openShards(UUID jobId) {
        return jdbc.sql("SELECT count(*) FROM work WHERE subject_id = :id AND kind = 'SHARD' AND state <> 'COMMITTED'")
                .param("id", jobId)
                .query(Integer.class)
                .single();
    }

    /** True when the job will be cancelled: it was asked for now or before. */
    boolean requestCancel(UUID tenantId, UUID jobId) {
        return jdbc.sql("""
                                UPDATE job SET cancel_requested_at = coalesce(cancel_requested_at, clock_timestamp()),
                                    version = version + 1
                                WHERE tenant_id = :tenant AND id = :id
                                  AND state IN ('VALIDATING', 'CONVERTING', 'QUEUED', 'PLACED', 'RUNNING')
                                """).param("tenant", tenantId).param("id", jobId).update() == 1;
    }

    /** Locks shards alone, since elsewhere a shard is locked before its job. */
    void cancelReadyShards(UUID jobId) {
        jdbc.sql("""
                        WITH cancelled AS (
                            UPDATE work SET state = 'CANCELLED', finished_at = clock_timestamp()
                            WHERE subject_id = :id AND kind = 'SHARD' AND state = 'READY' RETURNING checkpoint)
                        INSERT INTO discarded_blob (digest)
                        SELECT DISTINCT checkpoint FROM cancelled WHERE checkpoint IS NOT NULL ON CONFLICT DO NOTHING
                        """).param("id", jobId).update();
    }

    boolean anyShardLeased(UUID jobId) {
        return jdbc.sql("""
                        SELECT EXISTS (SELECT 1 FROM work
                            WHERE subject_id = :id AND kind = 'SHARD' AND state IN ('READY', 'LEASED'))
                        """).param("id", jobId).query(Boolean.class).single();
    }

    void finished(UUID jobId, String resultDigest, @Nullable String recordingsDigest, String summary) {
        jdbc.sql("""
                        UPDATE job SET result_digest = :digest, recordings_digest = :recordings, summary = :summary
                        WHERE id = :id AND state = 'FINALIZING'
                        """)
                .param("digest", resultDigest)
                .param("recordings", recordingsDigest)
                .param("summary", summary)
                .param("id", jobId)
                .update();
    }

    /** Merges tried so far, this one among them. */
    int countMerge(UUID jobId) {
        return jdbc.sql("UPDATE job SET merge_attempts = merge_attempts + 1 WHERE id = :id RETURNING merge_attempts")
                .param("id", jobId)
                .query(Integer.class)
                .single();
    }

    /** Whether the job is over or about to be. */
    boolean isWithdrawn(UUID jobId) {
        return jdbc.sql("""
                        SELECT cancel_requested_at IS NOT NULL OR state IN (:final) FROM job WHERE id = :id
                        """)
                .param(
                        "final",
                        Arrays.stream(JobState.values())
                                .filter(JobState::isFinal)
                                .map(JobState::name)
                                .toList())
                .param("id", jobId)
                .query(Boolean.class)
                .optional()
                .orElse(true);
    }
}
