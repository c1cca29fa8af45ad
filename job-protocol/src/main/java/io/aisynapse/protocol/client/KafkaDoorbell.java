package io.aisynapse.protocol.client;

import io.aisynapse.protocol.event.WorkOffered;
import io.aisynapse.protocol.work.ProtocolJson;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * Hears a topic as one member of a share group. Made anew after a fault of the broker, which is silence for its worker:
 * the worker goes on asking the service.
 */
public final class KafkaDoorbell implements Doorbell {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaDoorbell.class);
    private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final String bootstrapServers;
    private final String topic;
    private final String group;
    private final StopSignal woken = new StopSignal();
    private final Deque<ConsumerRecord<byte[], byte[]>> pending = new ArrayDeque<>();
    private volatile @Nullable ShareConsumer<byte[], byte[]> consumer;

    public KafkaDoorbell(String bootstrapServers, String topic, String group) {
        this.bootstrapServers = bootstrapServers;
        this.topic = topic;
        this.group = group;
    }

    @Override
    public Optional<Ring> listen(Duration patience) {
        if (woken.isSet()) {
            return Optional.empty();
        }
        try {
            ShareConsumer<byte[], byte[]> open = open();
            if (pending.isEmpty()) {
                open.poll(patience).forEach(pending::add);
            }
            return ringOf(open);
        } catch (WakeupException e) {
            return Optional.empty();
        } catch (KafkaException | IllegalStateException e) {
            LOG.warn("the broker does not answer, asking the service only: {}", e.toString());
            forget();
            woken.await(patience);
            return Optional.empty();
        }
    }

    /** The next record that makes sense; others are put aside for good. */
    private Optional<Ring> ringOf(ShareConsumer<byte[], byte[]> open) {
        while (!pending.isEmpty()) {
            ConsumerRecord<byte[], byte[]> next = pending.remove();
            try {
                WorkOffered offer = ProtocolJson.mapper().readValue(next.value(), WorkOffered.class);
                return Optional.of(new KafkaRing(offer, next));
            } catch (JacksonException | IllegalArgumentException e) {
                LOG.warn("record {} of {} is no offer: {}", next.offset(), topic, e.toString());
                open.acknowledge(next, AcknowledgeType.REJECT);
            }
        }
        return Optional.empty();
    }

    private ShareConsumer<byte[], byte[]> open() {
        ShareConsumer<byte[], byte[]> open = consumer;
        if (open == null) {
            open = new KafkaShareConsumer<>(configuration(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
            open.subscribe(List.of(topic));
            consumer = open;
        }
        return open;
    }

    private Map<String, Object> configuration() {
        return Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.GROUP_ID_CONFIG,
                group,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                1,
                ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG,
                "explicit",
                ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG,
                "record_limit");
    }

    private void acknowledge(ConsumerRecord<byte[], byte[]> record, AcknowledgeType type) {
        ShareConsumer<byte[], byte[]> open = consumer;
        if (open == null) {
            return;
        }
        try {
            open.acknowledge(record, type);
            open.commitSync(COMMIT_TIMEOUT);
        } catch (KafkaException | IllegalStateException e) {
            LOG.info("record {} of {} may ring again: {}", record.offset(), topic, e.toString());
        }
    }

    private void forget() {
        pending.clear();
        ShareConsumer<byte[], byte[]> open = consumer;
        consumer = null;
        if (open != null) {
            try {
                open.close(CLOSE_TIMEOUT);
            } catch (KafkaException | IllegalStateException e) {
                LOG.debug("a consumer did not close well", e);
            }
        }
    }

    @Override
    public void wake() {
        woken.set();
        ShareConsumer<byte[], byte[]> open = consumer;
        if (open != null) {
            open.wakeup();
        }
    }

    @Override
    public void close() {
        woken.set();
        forget();
    }

    private final class KafkaRing implements Ring {
        private final WorkOffered offer;
        private final ConsumerRecord<byte[], byte[]> record;

        KafkaRing(WorkOffered offer, ConsumerRecord<byte[], byte[]> record) {
            this.offer = offer;
            this.record = record;
        }

        @Override
        public WorkOffered offer() {
            return offer;
        }

        @Override
        public void heard() {
            acknowledge(record, AcknowledgeType.ACCEPT);
        }

        @Override
        public void passOn() {
            acknowledge(record, AcknowledgeType.RELEASE);
        }
    }
}
