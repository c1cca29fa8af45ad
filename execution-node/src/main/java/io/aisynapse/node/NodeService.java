package io.aisynapse.node;

import io.aisynapse.node.progress.CheckpointTiming;
import io.aisynapse.protocol.client.KafkaDoorbell;
import io.aisynapse.protocol.client.WorkBlobs;
import io.aisynapse.protocol.client.WorkPort;
import io.aisynapse.protocol.event.Topics;
import java.util.List;
import org.springframework.context.SmartLifecycle;

/** The running nodes of this process. */
public final class NodeService implements SmartLifecycle {
    private final List<ExecutionNode> nodes;
    private volatile boolean running;

    NodeService(NodeProperties properties, WorkPort port, WorkBlobs blobs) {
        EngineSettings engine = EngineSettings.of(properties.threads(), properties.kernels());
        CheckpointTiming timing = new CheckpointTiming(properties.checkpointEvery(), System::nanoTime);
        nodes = properties.nodeIds().stream()
                .map(nodeId -> new ExecutionNode(
                        nodeId,
                        properties,
                        port,
                        () -> new KafkaDoorbell(properties.kafkaBootstrap(), Topics.SHARD_WORK, Topics.NODE_GROUP),
                        new ShardHandler(new NodeCache(blobs, engine, properties.cachedPrograms()), timing)))
                .toList();
    }

    @Override
    public void start() {
        nodes.forEach(ExecutionNode::start);
        running = true;
    }

    /** All at once, so that the drain time is waited for once. */
    @Override
    public void stop() {
        nodes.parallelStream().forEach(ExecutionNode::close);
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
