package io.aisynapse.api.job;

import io.aisynapse.api.job.JobRows.ShardPlan;
import io.aisynapse.api.work.WorkQueue;
import io.aisynapse.protocol.state.JobState;
import io.aisynapse.protocol.state.WorkKind;
import io.aisynapse.protocol.work.WorkOrder.RunShard;
import io.aisynapse.protocol.work.WorkOrder.SampleRange;
import io.aisynapse.protocol.work.WorkResult.ConversionSummary;
import io.aisynapse.protocol.work.WorkResult.HybridSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Cuts a job into shards, a range of samples each, and queues it with them. */
@Component
class ShardPlanning {
    private final JobStates states;
    private final WorkQueue work;

    ShardPlanning(JobStates states, WorkQueue work) {
        this.states = states;
        this.work = work;
    }

    /** How many shards there will be. */
    static int shards(int samples, int shardSamples) {
        return Math.ceilDiv(samples, shardSamples);
    }

    /**
     * What shards need of a conversion.
     *
     * @param preambleDigest of what a hybrid runs in front of the program; null without
     * @param remainderDigest of what it runs behind the program; null without
     */
    record ConversionResult(
            String programDigest,
            @Nullable String preambleDigest,
            @Nullable String remainderDigest) {
        static ConversionResult of(String programDigest, @Nullable ConversionSummary summary) {
            HybridSummary hybrid = summary == null ? null : summary.hybrid();
            return hybrid == null
                    ? new ConversionResult(programDigest, null, null)
                    : new ConversionResult(programDigest, hybrid.preambleDigest(), hybrid.remainderDigest());
        }
    }

    @Transactional(propagation = Propagation.MANDATORY)
    void queue(UUID tenantId, UUID jobId, ShardPlan plan, ConversionResult conversion) {
        if (states.move(jobId, JobState.QUEUED)) {
            work.add(tenantId, WorkKind.SHARD, jobId, pieces(jobId, plan, conversion));
        }
    }

    private static List<WorkQueue.Piece> pieces(UUID jobId, ShardPlan plan, ConversionResult conversion) {
        int samples = plan.inputs().samples();
        List<WorkQueue.Piece> pieces = new ArrayList<>();
        for (int first = 0; first < samples; first += plan.shardSamples()) {
            int count = Math.min(plan.shardSamples(), samples - first);
            pieces.add(new WorkQueue.Piece(
                    count,
                    new RunShard(
                            jobId.toString(),
                            pieces.size(),
                            conversion.programDigest(),
                            plan.modelDigest(),
                            conversion.remainderDigest(),
                            plan.inputs(),
                            new SampleRange(first, count),
                            plan.wishes(),
                            conversion.preambleDigest())));
        }
        return pieces;
    }
}
