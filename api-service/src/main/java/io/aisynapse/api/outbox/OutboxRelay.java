package io.aisynapse.api.outbox;

import io.aisynapse.api.background.Loop;
import io.aisynapse.api.outbox.Broker.BrokerAwayException;
import io.aisynapse.api.outbox.Broker.Message;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Publishes outbox rows in their order and deletes what the broker has. A crash between the two publishes a row twice,
 * which costs its readers a look at the database and nothing else. One relay works at a time, whatever the number of
 * processes.
 */
@Component
public class OutboxRelay extends Loop {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);
    private static final int BATCH = 200;
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final long LOCK = 0x6f7574626f78L;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Broker broker;
    private final OutboxBell bell;
    private volatile boolean brokerUp;
    private Duration pause = LOOK_EVERY;

    OutboxRelay(JdbcClient jdbc, TransactionTemplate transaction, Broker broker, OutboxBell bell) {
        super("outbox-relay");
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.broker = broker;
        this.bell = bell;
    }

    /** Whether the broker took what it was last given. */
    public boolean brokerUp() {
        return brokerUp;
    }

    @Override
    protected void turn() throws InterruptedException {
        try {
            if (!brokerUp) {
                broker.prepare();
                brokerUp = true;
                LOG.info("the broker is there");
            }
            pause = LOOK_EVERY;
            if (relay() == BATCH) {
                return;
            }
        } catch (BrokerAwayException | KafkaException e) {
            if (brokerUp || pause.equals(LOOK_EVERY)) {
                LOG.warn("the broker is away, what it shall be told is kept: {}", e.getMessage());
            }
            brokerUp = false;
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("the outbox cannot be read: {}", e.getMessage());
        }
        if (brokerUp) {
            bell.await(pause);
        } else {
            rest(pause);
        }
    }

    private int relay() throws BrokerAwayException {
        Outcome outcome = transaction.execute(status -> {
            if (!lock()) {
                return new Outcome(0, null);
            }
            List<Message> messages = next();
            try {
                broker.send(messages);
            } catch (BrokerAwayException e) {
                status.setRollbackOnly();
                return new Outcome(0, e);
            }
            delete(messages);
            return new Outcome(messages.size(), null);
        });
        if (outcome.failure() != null) {
            throw outcome.failure();
        }
        return outcome.sent();
    }

    private record Outcome(int sent, @Nullable BrokerAwayException failure) {}

    private boolean lock() {
        return jdbc.sql("SELECT pg_try_advisory_xact_lock(:lock)")
                .param("lock", LOCK)
                .query(Boolean.class)
                .single();
    }

    private List<Message> next() {
        return jdbc.sql("""
                        SELECT id, aggregatetype, aggregateid, type, payload, created_at FROM outbox
                        ORDER BY id LIMIT :batch FOR UPDATE SKIP LOCKED
                        """)
                .param("batch", BATCH)
                .query((row, number) -> new Message(
                        row.getLong("id"),
                        row.getString("aggregatetype"),
                        row.getString("aggregateid"),
                        row.getString("type"),
                        row.getString("payload"),
                        row.getObject("created_at", OffsetDateTime.class).toString()))
                .list();
    }

    private void delete(List<Message> messages) {
        if (!messages.isEmpty()) {
            jdbc.sql("DELETE FROM outbox WHERE id IN (:ids)")
                    .param("ids", messages.stream().map(Message::id).toList())
                    .update();
        }
    }
}
