package io.aisynapse.node;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * @param apiUrl of the service, without a path
 * @param internalToken shared with the service
 * @param nodeId unique in the fleet; with several nodes, {@code -1}, {@code -2}, … are appended
 * @param nodes in this process
 * @param slots shards at a time, a node
 * @param threads of one shard
 * @param kernels {@code vector} or {@code scalar}; the results are the same
 * @param largestBlobBytes of a program, a model, or a shard's samples
 * @param cachedPrograms parsed programs kept, a node; as many models
 * @param idlePause how often to ask for shards when no bell rings
 * @param beatPause how often to say that the node lives
 * @param drainTime for shards under way when the process is told to end
 * @param checkpointEvery no more work than this is done again when a node is lost
 */
@ConfigurationProperties("synapse.node")
public record NodeProperties(
        URI apiUrl,
        String kafkaBootstrap,
        Path artifactsDir,
        String internalToken,
        String nodeId,
        int nodes,
        int slots,
        int threads,
        String kernels,
        long largestBlobBytes,
        int cachedPrograms,
        Duration idlePause,
        Duration beatPause,
        Duration drainTime,
        Duration checkpointEvery) {
    public NodeProperties {
        if (nodes < 1 || slots < 1 || threads < 1 || cachedPrograms < 1) {
            throw new IllegalArgumentException("nodes %d, slots %d, threads %d and cached programs %d: each at least 1"
                    .formatted(nodes, slots, threads, cachedPrograms));
        }
    }

    /** Names of the nodes in this process. */
    List<String> nodeIds() {
        return nodes == 1
                ? List.of(nodeId)
                : IntStream.rangeClosed(1, nodes)
                        .mapToObj(number -> nodeId + "-" + number)
                        .toList();
    }
}
