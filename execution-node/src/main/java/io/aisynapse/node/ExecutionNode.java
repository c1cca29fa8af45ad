package io.aisynapse.node;

import io.aisynapse.protocol.client.Doorbell;
import io.aisynapse.protocol.client.WorkHandler;
import io.aisynapse.protocol.client.WorkLoop;
import io.aisynapse.protocol.client.WorkPort;
import io.aisynapse.protocol.client.WorkerSettings;
import io.aisynapse.protocol.state.NodeState;
import io.aisynapse.protocol.state.WorkKind;
import java.util.List;
import java.util.function.Supplier;

/** One node: it says that it lives, and its slots run shards. */
public final class ExecutionNode implements AutoCloseable {
    private final WorkLoop loop;
    private final NodeRegistrar registrar;

    ExecutionNode(
            String nodeId,
            NodeProperties properties,
            WorkPort port,
            Supplier<Doorbell> doorbells,
            WorkHandler handler) {
        WorkerSettings settings = WorkerSettings.of(nodeId, List.of(WorkKind.SHARD), properties.slots())
                .askingEvery(properties.idlePause())
                .drainingFor(properties.drainTime());
        loop = new WorkLoop(settings, port, doorbells, handler, System::nanoTime);
        registrar = new NodeRegistrar(nodeId, port, properties.beatPause());
    }

    public void start() {
        registrar.start();
        loop.start();
    }

    @Override
    public void close() {
        registrar.tell(NodeState.DRAINING);
        loop.close();
        registrar.close();
    }
}
