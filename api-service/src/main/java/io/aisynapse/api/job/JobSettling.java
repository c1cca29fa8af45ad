package io.aisynapse.api.job;

import io.aisynapse.api.background.SweepStep;
import io.aisynapse.protocol.state.JobState;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Brings a job to its end once it is decided: starts the merge, or takes back what nobody has leased and acknowledges
 * the cancel when nobody holds a lease. Called after each change, and by the sweeper for what a crash left behind.
 */
@Component
class JobSettling implements SweepStep {
    private static final int MOST_AT_ONCE = 100;

    private final JobRows rows;
    private final JobStates states;
    private final JobMerger merger;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    JobSettling(JobRows rows, JobStates states, JobMerger merger, JdbcClient jdbc, TransactionTemplate transaction) {
        this.rows = rows;
        this.states = states;
        this.merger = merger;
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    void settle(UUID jobId) {
        String todo = jdbc.sql("""
                        SELECT CASE WHEN state = 'FINALIZING' THEN 'merge'
                            WHEN state IN ('FAILED', 'EXPIRED') THEN 'clear'
                            WHEN cancel_requested_at IS NOT NULL AND state <> 'CANCELLED' THEN 'cancel'
                            ELSE 'nothing' END
                        FROM job WHERE id = :id
                        """).param("id", jobId).query(String.class).single();
        switch (todo) {
            case "merge" -> merger.start(jobId);
            case "clear" -> transaction.executeWithoutResult(status -> rows.cancelReadyShards(jobId));
            case "cancel" -> cancel(jobId);
            default -> {}
        }
    }

    private void cancel(UUID jobId) {
        transaction.executeWithoutResult(status -> rows.cancelReadyShards(jobId));
        transaction.executeWithoutResult(status -> {
            if (!rows.anyShardLeased(jobId)) {
                states.move(jobId, JobState.CANCELLED);
            }
        });
    }

    @Override
    public void sweep() {
        List<UUID> unsettled =
                jdbc.sql("""
                        SELECT id FROM job WHERE state NOT IN ('SUCCEEDED', 'FAILED', 'CANCELLED', 'EXPIRED')
                          AND (state = 'FINALIZING' OR cancel_requested_at IS NOT NULL)
                        ORDER BY id LIMIT :most
                        """).param("most", MOST_AT_ONCE).query(UUID.class).list();
        unsettled.forEach(this::settle);
    }
}
