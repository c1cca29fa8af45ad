package io.aisynapse.node;

import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.node.progress.CheckpointTiming;
import io.aisynapse.protocol.client.WorkContext;
import io.aisynapse.protocol.client.WorkFailedException;
import io.aisynapse.protocol.client.WorkHandler;
import io.aisynapse.protocol.problem.ErrorKind;
import io.aisynapse.protocol.problem.Problem;
import io.aisynapse.protocol.work.WorkFailure;
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
            case WorkOrder.RunShard shard -> run(shard, context);
            case WorkOrder.CheckModel _, WorkOrder.PreflightModel _, WorkOrder.ConvertModel _ ->
                throw new IllegalStateException("a node runs shards only");
        };
    }

    /** Faults that a chip cannot have, or that leave too little of it, are the user's to mend. */
    private WorkResult run(WorkOrder.RunShard shard, WorkContext context) throws IOException {
        try {
            return new ShardRun(cache, timing).run(shard, context);
        } catch (RejectedModelException e) {
            Finding first = e.findings().getFirst();
            throw new WorkFailedException(new WorkFailure(
                    ErrorKind.USER,
                    first.code(),
                    first.toText(),
                    e.findings().stream().map(ShardHandler::problemOf).toList()));
        }
    }

    private static Problem problemOf(Finding finding) {
        return new Problem(
                finding.code(), finding.place(), finding.toText(), finding.seen(), finding.wanted(), finding.hint());
    }
}
