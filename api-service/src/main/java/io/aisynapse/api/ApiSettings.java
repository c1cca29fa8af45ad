package io.aisynapse.api;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Every setting of the service; defaults and the names of their environment variables stand in {@code api.properties}.
 *
 * @param kafkaBootstrap brokers as {@code host:port}; the service serves without them
 * @param internalToken what workers authenticate with; at least 16 characters
 * @param adminToken what creates API keys; at least 16 characters
 */
@ConfigurationProperties("synapse.api")
public record ApiSettings(
        String kafkaBootstrap,
        Path artifactsDir,
        String internalToken,
        String adminToken,
        Limits limits,
        Timing timing) {
    private static final int SHORTEST_TOKEN = 16;

    public ApiSettings {
        requireToken("SYNAPSE_INTERNAL_TOKEN", internalToken);
        requireToken("SYNAPSE_ADMIN_TOKEN", adminToken);
    }

    private static void requireToken(String name, String token) {
        if (token.length() < SHORTEST_TOKEN) {
            throw new IllegalArgumentException(name + " must be set to a secret of at least 16 characters");
        }
    }

    /**
     * @param uploadBytes of a model or dataset as sent
     * @param jsonBytes of a JSON body
     * @param arrayBytes of an array when inflated
     * @param resultBytes of one shard's result
     * @param samples of a dataset
     * @param shards of a job
     * @param eventStreams open at a time
     * @param attempts that may fail or be lost before work is quarantined
     */
    public record Limits(
            long uploadBytes,
            int jsonBytes,
            long arrayBytes,
            long resultBytes,
            int samples,
            int shards,
            int eventStreams,
            int attempts) {}

    /**
     * @param gateWait how long an upload waits for the gate's verdict
     * @param lease how long an attempt lives without a beat
     * @param ringAgainAfter when READY work that nobody claims is offered again
     * @param retryAfter first pause after a failed attempt; doubled each time, with full jitter
     * @param progressEvery least time between two progress events of a job
     */
    public record Timing(
            Duration gateWait,
            Duration lease,
            Duration sweepEvery,
            Duration ringAgainAfter,
            Duration retryAfter,
            Duration progressEvery,
            Duration nodeLostAfter,
            Duration streamCommentEvery,
            Duration streamLongest) {}
}
