package io.aisynapse.api.event;

import io.aisynapse.api.outbox.Outbox;
import io.aisynapse.protocol.state.JobState;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * The history of jobs: appended in the transaction of the change, numbered by the database, told to Kafka and streams.
 */
@Component
public class JobEvents {
    public static final String STATE = "job.state";
    public static final String PROGRESS = "job.progress";
    public static final String CONVERSION_PROGRESS = "conversion.progress";
    private static final int MOST_AT_ONCE = 1000;

    private final JdbcClient jdbc;
    private final Outbox outbox;
    private final ChangeBell bell;

    JobEvents(JdbcClient jdbc, Outbox outbox, ChangeBell bell) {
        this.jdbc = jdbc;
        this.outbox = outbox;
        this.bell = bell;
    }

    /**
     * State and progress are taken from the job's row as this transaction left it; its lock keeps the numbers in order.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void append(UUID jobId, String type) {
        JobEvent event = jdbc.sql("""
                        WITH j AS (UPDATE job SET event_sequence = event_sequence + 1 WHERE id = :job RETURNING *)
                        INSERT INTO job_event (job_id, sequence, tenant_id, type, state, stage, done, total)
                        SELECT id, event_sequence, tenant_id, :type, state, stage, done, total FROM j
                        RETURNING sequence, type, state, stage, done, total, at
                        """)
                .param("job", jobId)
                .param("type", type)
                .query(JobEvent.class)
                .single();
        outbox.tell(jobId, type, new Told(jobId, event));
        bell.ringAfterCommit(jobId);
    }

    private record Told(
            UUID jobId,
            @com.fasterxml.jackson.annotation.JsonUnwrapped JobEvent event) {}

    /** Events with a higher sequence, in order. */
    @Transactional(readOnly = true)
    public List<JobEvent> after(UUID tenantId, UUID jobId, long sequence) {
        return jdbc.sql("""
                        SELECT sequence, type, state, stage, done, total, at FROM job_event
                        WHERE tenant_id = :tenant AND job_id = :job AND sequence > :sequence
                        ORDER BY sequence LIMIT :most
                        """)
                .param("tenant", tenantId)
                .param("job", jobId)
                .param("sequence", sequence)
                .param("most", MOST_AT_ONCE)
                .query(JobEvent.class)
                .list();
    }

    /** Whether the last event has this number or a lower one. */
    @Transactional(readOnly = true)
    public boolean isOver(UUID tenantId, UUID jobId, long sequence) {
        return jdbc.sql("""
                        SELECT EXISTS (SELECT 1 FROM job_event WHERE tenant_id = :tenant AND job_id = :job
                            AND sequence <= :sequence AND type = 'job.state'
                            AND state IN ('SUCCEEDED', 'FAILED', 'CANCELLED', 'EXPIRED'))
                        """)
                .param("tenant", tenantId)
                .param("job", jobId)
                .param("sequence", sequence)
                .query(Boolean.class)
                .single();
    }

    public static boolean isLast(JobEvent event) {
        return event.type().equals(STATE) && JobState.valueOf(event.state()).isFinal();
    }
}
