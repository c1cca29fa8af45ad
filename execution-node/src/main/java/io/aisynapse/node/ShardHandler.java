package io.aisynapse.node;

import io.aisynapse.protocol.client.WorkContext;
import io.aisynapse.protocol.client.WorkHandler;
import io.aisynapse.protocol.work.WorkOrder;
import io.aisynapse.protocol.work.WorkResult;
import java.io.IOException;

/** Does what a node is asked for. */
final class ShardHandler implements WorkHandler {
    private final NodeCache cache;

    ShardHandler(NodeCache cache) {
        this.cache = cache;
    }

    @Override
    public WorkResult handle(WorkOrder order, WorkContext context) throws IOException {
        return switch (order) {
            case WorkOrder.RunShard shard -> new ShardRun(cache).run(shard, context);
            case WorkOrder.CheckModel _, WorkOrder.PreflightModel _, WorkOrder.ConvertModel _ ->
                throw new IllegalStateException("a node runs shards only");
        };
    }
}
