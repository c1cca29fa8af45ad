package io.aisynapse.api.work;

import io.aisynapse.protocol.state.WorkKind;
import io.aisynapse.protocol.state.WorkState;
import io.aisynapse.protocol.work.InternalPort.Beat;
import io.aisynapse.protocol.work.InternalPort.Claim;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The guarded statements. Each change of a leased row is one statement that names the attempt and the state it expects;
 * an empty answer means that the attempt is no longer the caller's. All times are the database's.
 */
@Component
class WorkStatements {
    private static final String COLUMNS =
            "w.id, w.tenant_id, w.kind, w.subject_id, w.position, w.size, w.state, w.attempt, w.failures, w.work_order,"
                    + " w.checkpoint";

    private final JdbcClient jdbc;

    WorkStatements(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The select stands in a CTE since a subselect may be run again and lock more rows than its limit. */
    Optional<Work> claim(Claim claim, @Nullable UUID wanted, Duration lease) {
        return jdbc.sql("""
                        WITH pick AS MATERIALIZED (
                            SELECT id FROM work
                            WHERE kind = :kind AND state = 'READY' AND not_before <= clock_timestamp()
                              AND (CAST(:wanted AS uuid) IS NULL OR id = :wanted)
                            ORDER BY turn LIMIT 1 FOR UPDATE SKIP LOCKED),
                        leased AS (
                            UPDATE work w SET state = 'LEASED', attempt = attempt + 1, worker = :worker,
                                lease_until = clock_timestamp() + :lease * interval '1 millisecond',
                                stage = NULL, done = 0, total = 0
                            FROM pick WHERE w.id = pick.id RETURNING w.*),
                        opened AS (INSERT INTO attempt (work_id, number, worker) SELECT id, attempt, worker FROM leased)
                        SELECT %s FROM leased w
                        """.formatted(COLUMNS))
                .param("kind", claim.kind().name())
                .param("wanted", wanted)
                .param("worker", claim.workerId())
                .param("lease", lease.toMillis())
                .query(Work.class)
                .optional();
    }

    Optional<Work> beat(UUID id, Beat beat, Duration lease) {
        return jdbc.sql("""
                        UPDATE work w SET lease_until = clock_timestamp() + :lease * interval '1 millisecond',
                            stage = :stage, done = :done, total = :total
                        WHERE id = :id AND attempt = :attempt AND state = 'LEASED' RETURNING %s
                        """.formatted(COLUMNS))
                .param("lease", lease.toMillis())
                .param("stage", beat.stage())
                .param("done", beat.done())
                .param("total", beat.total())
                .param("id", id)
                .param("attempt", beat.attempt())
                .query(Work.class)
                .optional();
    }

    /** Ends the attempt in a final state of the work. */
    Optional<Work> end(Attempt attempt, WorkState state, @Nullable String result, @Nullable String failure) {
        return close("""
                        UPDATE work w SET state = :state, result = :result, failure = :failure, lease_until = NULL,
                            finished_at = clock_timestamp()
                        WHERE id = :id AND attempt = :attempt AND state = 'LEASED' RETURNING w.*
                        """, attempt, state.name())
                .param("state", state.name())
                .param("result", result)
                .param("failure", failure)
                .query(Work.class)
                .optional();
    }

    /**
     * Ends the attempt and makes the work READY again.
     *
     * @param ending what became of the attempt: RELEASED or FAILED
     * @param counted 1 if it counts as a failure
     */
    Optional<Work> giveBack(Attempt attempt, String ending, int counted) {
        return close("""
                        UPDATE work w SET state = 'READY', lease_until = NULL, worker = NULL,
                            failures = failures + :counted, not_before = clock_timestamp()
                        WHERE id = :id AND attempt = :attempt AND state = 'LEASED' RETURNING w.*
                        """, attempt, ending)
                .param("counted", counted)
                .query(Work.class)
                .optional();
    }

    /** As {@link #giveBack} for a lease that has run out; empty if it was renewed meanwhile. */
    Optional<Work> expire(Attempt attempt) {
        return close("""
                        UPDATE work w SET state = 'READY', lease_until = NULL, worker = NULL,
                            failures = failures + 1, not_before = clock_timestamp()
                        WHERE id = :id AND attempt = :attempt AND state = 'LEASED'
                          AND lease_until < clock_timestamp() RETURNING w.*
                        """, attempt, "LEASE_EXPIRED").query(Work.class).optional();
    }

    /** A lease by its token. */
    record Attempt(UUID workId, int number) {}

    private JdbcClient.StatementSpec close(String update, Attempt attempt, String ending) {
        return jdbc.sql("""
                        WITH changed AS (%s),
                        closed AS (UPDATE attempt a SET state = :ending, ended_at = clock_timestamp()
                            FROM changed c WHERE a.work_id = c.id AND a.number = c.attempt)
                        SELECT %s FROM changed w
                        """.formatted(update, COLUMNS))
                .param("id", attempt.workId())
                .param("attempt", attempt.number())
                .param("ending", ending);
    }

    List<Attempt> expired(int most) {
        return jdbc.sql("""
                        SELECT id AS work_id, attempt AS number FROM work
                        WHERE state = 'LEASED' AND lease_until < clock_timestamp() ORDER BY lease_until LIMIT :most
                        """).param("most", most).query(Attempt.class).list();
    }

    /** Moves on a row that this transaction has just made READY and still locks. */
    void settleReady(UUID id, WorkState state, @Nullable String failure) {
        jdbc.sql("""
                        UPDATE work SET state = :state, failure = :failure, finished_at = clock_timestamp()
                        WHERE id = :id AND state = 'READY'
                        """)
                .param("state", state.name())
                .param("failure", failure)
                .param("id", id)
                .update();
    }

    void postpone(UUID id, Duration pause) {
        jdbc.sql("""
                        UPDATE work SET not_before = clock_timestamp() + :pause * interval '1 millisecond'
                        WHERE id = :id AND state = 'READY'
                        """).param("pause", pause.toMillis()).param("id", id).update();
    }

    Optional<Work> find(UUID id) {
        return jdbc.sql("SELECT %s FROM work w WHERE id = :id".formatted(COLUMNS))
                .param("id", id)
                .query(Work.class)
                .optional();
    }

    /** Whether exactly this was already committed: the answer to it may have been lost. */
    boolean isCommitted(Attempt attempt, String result) {
        return jdbc.sql("""
                        SELECT count(*) FROM work
                        WHERE id = :id AND attempt = :attempt AND state = 'COMMITTED' AND result = :result
                        """)
                        .param("id", attempt.workId())
                        .param("attempt", attempt.number())
                        .param("result", result)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    /**
     * READY work whose bell nobody heard, or whose pause is over; marked as offered. Not what is still in the outbox.
     */
    List<UUID> unheard(WorkKind kind, Duration after, int most) {
        return jdbc.sql("""
                        WITH pick AS MATERIALIZED (
                            SELECT id FROM work w
                            WHERE kind = :kind AND state = 'READY' AND not_before <= clock_timestamp()
                              AND (offered_at < not_before
                                  OR offered_at < clock_timestamp() - :after * interval '1 millisecond')
                              AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.aggregateid = CAST(w.id AS text))
                            ORDER BY turn LIMIT :most FOR UPDATE SKIP LOCKED)
                        UPDATE work w SET offered_at = clock_timestamp() FROM pick WHERE w.id = pick.id RETURNING w.id
                        """)
                .param("kind", kind.name())
                .param("after", after.toMillis())
                .param("most", most)
                .query(UUID.class)
                .list();
    }
}
