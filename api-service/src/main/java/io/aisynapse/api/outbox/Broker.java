package io.aisynapse.api.outbox;

import io.aisynapse.api.ApiSettings;
import io.aisynapse.protocol.event.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Kafka as the relay uses it: made when it is first needed, so that the service starts while the broker is away. */
@Component
class Broker implements AutoCloseable {
    private static final Duration CALL = Duration.ofSeconds(5);

    private final Map<String, Object> connection;
    private @Nullable KafkaProducer<String, String> producer;

    Broker(ApiSettings settings) {
        this.connection = Map.of("bootstrap.servers", settings.kafkaBootstrap());
    }

    record Message(long id, String topic, String key, String type, String payload, String time) {}

    /**
     * Creates what is missing; the share groups read from the first record on, so that no doorbell before them is lost.
     */
    void prepare() throws BrokerAwayException {
        Map<String, Object> properties = new java.util.HashMap<>(connection);
        properties.put("request.timeout.ms", 4000);
        properties.put("default.api.timeout.ms", 5000);
        try (Admin admin = Admin.create(properties)) {
            for (String topic : List.of(Topics.CONVERSION_REQUESTS, Topics.SHARD_WORK, Topics.JOB_EVENTS)) {
                createTopic(admin, topic);
            }
            Map<ConfigResource, java.util.Collection<AlterConfigOp>> earliest = new java.util.HashMap<>();
            for (String group : List.of(Topics.CONVERTER_GROUP, Topics.NODE_GROUP)) {
                earliest.put(
                        new ConfigResource(ConfigResource.Type.GROUP, group),
                        List.of(new AlterConfigOp(
                                new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET)));
            }
            await(admin.incrementalAlterConfigs(earliest).all());
        }
    }

    private static void createTopic(Admin admin, String topic) throws BrokerAwayException {
        try {
            await(admin.createTopics(List.of(new NewTopic(topic, Optional.empty(), Optional.empty())))
                    .all());
        } catch (BrokerAwayException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    /** Returns when the broker has all of them. */
    void send(List<Message> messages) throws BrokerAwayException {
        List<Future<?>> sent = new ArrayList<>();
        for (Message message : messages) {
            sent.add(producer().send(record(message)));
        }
        for (Future<?> one : sent) {
            await(one);
        }
    }

    /** CloudEvents in binary mode: the attributes are headers. */
    private static ProducerRecord<String, String> record(Message message) {
        ProducerRecord<String, String> out = new ProducerRecord<>(message.topic(), message.key(), message.payload());
        Stream.of(
                        Map.entry("ce_specversion", "1.0"),
                        Map.entry("ce_id", Long.toString(message.id())),
                        Map.entry("ce_source", "/api-service"),
                        Map.entry("ce_type", "io.aisynapse." + message.type()),
                        Map.entry("ce_time", message.time()),
                        Map.entry("ce_partitionkey", message.key()),
                        Map.entry("content-type", "application/json"))
                .forEach(header ->
                        out.headers().add(header.getKey(), header.getValue().getBytes(StandardCharsets.UTF_8)));
        return out;
    }

    private synchronized KafkaProducer<String, String> producer() {
        KafkaProducer<String, String> made = producer;
        if (made == null) {
            Map<String, Object> properties = new java.util.HashMap<>(connection);
            properties.put("acks", "all");
            properties.put("linger.ms", 0);
            properties.put("max.block.ms", 3000);
            properties.put("request.timeout.ms", 3000);
            properties.put("delivery.timeout.ms", 4000);
            properties.put("buffer.memory", 8L << 20);
            made = new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
            producer = made;
        }
        return made;
    }

    private static void await(Future<?> answer) throws BrokerAwayException {
        try {
            answer.get(CALL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new BrokerAwayException(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw new BrokerAwayException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerAwayException(e);
        }
    }

    @Override
    public synchronized void close() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(2));
        }
    }

    /** The broker did not answer in time or refused. */
    static final class BrokerAwayException extends Exception {
        private static final long serialVersionUID = 1L;

        BrokerAwayException(Throwable cause) {
            super(String.valueOf(cause.getMessage()), cause);
        }
    }
}
