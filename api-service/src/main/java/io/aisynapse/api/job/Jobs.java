package io.aisynapse.api.job;

import io.aisynapse.api.problem.ProblemException;
import io.aisynapse.api.web.FailureView;
import io.aisynapse.api.web.Paging;
import io.aisynapse.protocol.state.JobState;
import io.aisynapse.protocol.work.ProtocolJson;
import io.aisynapse.protocol.work.WorkOrder.FaultWishes;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

/** Jobs as users see them. */
@Component
public class Jobs {
    private final JobRepository repository;
    private final JobCancelling cancelling;
    private final Paging paging;

    Jobs(JobRepository repository, JobCancelling cancelling, Paging paging) {
        this.repository = repository;
        this.cancelling = cancelling;
        this.paging = paging;
    }

    public record Progress(@Nullable String stage, int done, int total) {}

    public record JobView(
            UUID id,
            @Nullable String name,
            JobState state,
            UUID modelId,
            UUID datasetId,
            UUID conversionId,
            int timeSteps,
            String chip,
            String scheme,
            long seed,
            int shardSamples,
            @Nullable Double earlyExitMargin,
            int earlyExitMinTicks,
            boolean againstTime,
            @Nullable FaultWishes faults,
            @Nullable JsonNode record,
            Progress progress,
            @Nullable String resultDigest,
            @Nullable String recordingsDigest,
            @Nullable JsonNode summary,
            @Nullable FailureView failure,
            @Nullable OffsetDateTime cancelRequestedAt,
            OffsetDateTime createdAt,
            Map<JobState, String> stateTimes) {}

    public JobView view(UUID tenantId, UUID id) {
        return viewOf(find(tenantId, id));
    }

    Paging.Page<JobView> page(Paging.Query query) {
        return paging.page(
                query,
                (before, limit) -> repository.findByTenantIdAndIdLessThanOrderByIdDesc(query.tenantId(), before, limit),
                job -> job.id,
                Jobs::viewOf);
    }

    /** Cancelling twice is one cancel; a job that is over, or being merged, stays what it is. */
    JobView cancel(UUID tenantId, UUID id) {
        JobState before = find(tenantId, id).state;
        if (before != JobState.CANCELLED && !cancelling.cancel(tenantId, id)) {
            JobState now = find(tenantId, id).state;
            if (now != JobState.CANCELLED) {
                throw ProblemException.conflict("already-final", "The job is " + now + " and cannot be cancelled.");
            }
        }
        return view(tenantId, id);
    }

    String resultDigest(UUID tenantId, UUID id) {
        Job job = find(tenantId, id);
        if (job.resultDigest == null || job.state != JobState.SUCCEEDED) {
            throw ProblemException.conflict("not-finished", "The job is " + job.state + " and has no result.");
        }
        return job.resultDigest;
    }

    String recordingsDigest(UUID tenantId, UUID id) {
        resultDigest(tenantId, id);
        String digest = find(tenantId, id).recordingsDigest;
        if (digest == null) {
            throw ProblemException.notFound("recording");
        }
        return digest;
    }

    private Job find(UUID tenantId, UUID id) {
        return repository.findByTenantIdAndId(tenantId, id).orElseThrow(() -> ProblemException.notFound("job"));
    }

    private static JobView viewOf(Job job) {
        return new JobView(
                job.id,
                job.name,
                job.state,
                job.modelId,
                job.datasetId,
                job.conversionId,
                job.timeSteps,
                job.chip,
                job.scheme,
                job.seed,
                job.shardSamples,
                job.earlyExitMargin,
                job.earlyExitMinTicks,
                job.againstTime,
                JobRows.faultsOf(job.faults),
                job.record == null ? null : ProtocolJson.mapper().readTree(job.record),
                new Progress(job.stage, job.done, job.total),
                job.resultDigest,
                job.recordingsDigest,
                job.summary == null ? null : ProtocolJson.mapper().readTree(job.summary),
                job.failure == null ? null : FailureView.of(job.failure),
                job.cancelRequestedAt,
                job.createdAt,
                new TreeMap<>(ProtocolJson.mapper()
                        .readValue(job.stateTimes, new TypeReference<Map<JobState, String>>() {})));
    }
}
