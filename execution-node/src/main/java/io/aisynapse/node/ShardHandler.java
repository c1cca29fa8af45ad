package io.aisynapse.node;

import io.aisynapse.node.progress.CheckpointTiming;
import io.aisynapse.protocol.client.WorkContext;
import io.aisynapse.protocol.client.WorkHandler;
import io.aisynapse.protocol.work.WorkOrder;
import io.aisynapse.protocol.work.WorkResult;
import java.io.IOException;

/** Does what a node is asked for. */
final class ShardHandler implements WorkHandler {
    private final NodeCache cache;
    private final CheckpointTiming timing;

    ShardHandler(NodeCache cache, CheckpointTiming timing) {
        this.cache = cache;
        this.timing = timing;
    }

    @Override
    public WorkResult handle(WorkOrder order, WorkContext context) throws IOException {
        return switch (order) {
            case WorkOrder.RunShard shard -> new ShardRun(cache, timing).run(shard, context);
            case WorkOrder.CheckModel _, WorkOrder.PreflightModel _, WorkOrder.ConvertModel _ ->
                throw new IllegalStateException("a node runs shards only");
        };
    }
}
