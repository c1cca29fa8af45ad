package io.aisynapse.api.job;

import io.aisynapse.api.event.JobEvents;
import io.aisynapse.protocol.state.JobState;
import io.aisynapse.protocol.work.ProtocolJson;
import io.aisynapse.protocol.work.WorkFailure;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Moves jobs. Which moves there are is said by {@link JobState#mayMoveTo}; a cancel that was asked for leaves only the
 * move to CANCELLED. Each move writes its event.
 */
@Component
@Transactional(propagation = Propagation.MANDATORY)
class JobStates {
    private final JdbcClient jdbc;
    private final JobEvents events;

    JobStates(JdbcClient jdbc, JobEvents events) {
        this.jdbc = jdbc;
        this.events = events;
    }

    /** False when the job is elsewhere, which is no error: another was first. */
    boolean move(UUID jobId, JobState to) {
        return move(jobId, to, null);
    }

    boolean fail(UUID jobId, WorkFailure failure) {
        return move(jobId, JobState.FAILED, ProtocolJson.mapper().writeValueAsString(failure));
    }

    private boolean move(UUID jobId, JobState to, @Nullable String failure) {
        List<String> from = Arrays.stream(JobState.values())
                .filter(state -> state.mayMoveTo(to))
                .map(JobState::name)
                .toList();
        boolean moved = jdbc.sql("""
                                UPDATE job SET state = :to, failure = :failure, version = version + 1, stage = NULL,
                                    done = CASE :to WHEN 'QUEUED' THEN 0 WHEN 'FINALIZING' THEN samples ELSE done END,
                                    total = CASE :to WHEN 'QUEUED' THEN samples ELSE total END,
                                    state_times = CAST(CAST(state_times AS jsonb) || jsonb_build_object(
                                        CAST(:to AS text), to_char(clock_timestamp() AT TIME ZONE 'UTC',
                                            'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) AS text)
                                WHERE id = :id AND state IN (:from)
                                    AND (:to = 'CANCELLED' OR cancel_requested_at IS NULL)
                                """)
                        .param("to", to.name())
                        .param("failure", failure)
                        .param("id", jobId)
                        .param("from", from)
                        .update()
                == 1;
        if (moved) {
            events.append(jobId, JobEvents.STATE);
        }
        return moved;
    }
}
