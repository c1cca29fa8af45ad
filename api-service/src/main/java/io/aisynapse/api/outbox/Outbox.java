package io.aisynapse.api.outbox;

import io.aisynapse.protocol.event.Topics;
import io.aisynapse.protocol.event.WorkOffered;
import io.aisynapse.protocol.state.WorkKind;
import io.aisynapse.protocol.work.ProtocolJson;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Writes what Kafka shall be told, in the transaction of what caused it; {@link OutboxRelay} sends it on. */
@Component
public class Outbox {
    private static final String INSERT = """
            INSERT INTO outbox (aggregatetype, aggregateid, type, payload)
            VALUES (:aggregatetype, :aggregateid, :type, :payload)
            """;

    private final NamedParameterJdbcTemplate jdbc;
    private final OutboxBell bell;

    Outbox(NamedParameterJdbcTemplate jdbc, OutboxBell bell) {
        this.jdbc = jdbc;
        this.bell = bell;
    }

    /** A doorbell for each piece of work. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void offer(WorkKind kind, Collection<UUID> workIds) {
        String topic = kind == WorkKind.SHARD ? Topics.SHARD_WORK : Topics.CONVERSION_REQUESTS;
        List<SqlParameterSource> rows = workIds.stream()
                .map(id -> row(topic, id.toString(), "work.offered", new WorkOffered(id.toString(), kind)))
                .toList();
        jdbc.batchUpdate(INSERT, rows.toArray(SqlParameterSource[]::new));
        wakeAfterCommit();
    }

    /** News of a job, keyed by its id. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void tell(UUID jobId, String type, Object event) {
        jdbc.update(INSERT, row(Topics.JOB_EVENTS, jobId.toString(), type, event));
        wakeAfterCommit();
    }

    private static SqlParameterSource row(String topic, String key, String type, Object payload) {
        return new MapSqlParameterSource("aggregatetype", topic)
                .addValue("aggregateid", key)
                .addValue("type", type)
                .addValue("payload", ProtocolJson.mapper().writeValueAsString(payload));
    }

    private void wakeAfterCommit() {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                bell.ring();
            }
        });
    }
}
