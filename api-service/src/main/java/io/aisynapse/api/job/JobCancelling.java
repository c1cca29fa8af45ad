package io.aisynapse.api.job;

import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Asks for a job's end: from the acknowledgement on no shard of it commits. */
@Component
class JobCancelling {
    private final JobRows rows;
    private final JobSettling settling;
    private final TransactionTemplate transaction;

    JobCancelling(JobRows rows, JobSettling settling, TransactionTemplate transaction) {
        this.rows = rows;
        this.settling = settling;
        this.transaction = transaction;
    }

    /** False when the job cannot be cancelled any more. */
    boolean cancel(UUID tenantId, UUID jobId) {
        boolean requested = Boolean.TRUE.equals(transaction.execute(status -> rows.requestCancel(tenantId, jobId)));
        if (requested) {
            settling.settle(jobId);
        }
        return requested;
    }
}
