package io.aisynapse.api.job;

import io.aisynapse.api.conversion.ConversionListener;
import io.aisynapse.api.job.JobRows.Waiting;
import io.aisynapse.protocol.work.InternalPort.Beat;
import io.aisynapse.protocol.work.WorkFailure;
import io.aisynapse.protocol.work.WorkResult.ConversionSummary;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** What becomes of jobs when the conversion that they wait for moves on. */
@Component
class JobConversions implements ConversionListener {
    private final JobRows rows;
    private final JobStates states;
    private final ShardPlanning planning;

    JobConversions(JobRows rows, JobStates states, ShardPlanning planning) {
        this.rows = rows;
        this.states = states;
        this.planning = planning;
    }

    @Override
    public void progressed(UUID conversionId, Beat beat) {
        for (Waiting job : rows.waitingFor(conversionId)) {
            rows.conversionProgressed(job.id(), beat);
        }
    }

    @Override
    public void ready(UUID conversionId, String programDigest, ConversionSummary summary) {
        for (Waiting job : rows.waitingFor(conversionId)) {
            planning.queue(
                    job.tenantId(), job.id(), job.plan(), ShardPlanning.ConversionResult.of(programDigest, summary));
        }
    }

    @Override
    public void failed(UUID conversionId, WorkFailure failure) {
        for (Waiting job : rows.waitingFor(conversionId)) {
            states.fail(job.id(), failure);
        }
    }
}
