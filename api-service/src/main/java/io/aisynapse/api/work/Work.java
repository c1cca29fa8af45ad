package io.aisynapse.api.work;

import io.aisynapse.protocol.state.WorkKind;
import io.aisynapse.protocol.state.WorkState;
import io.aisynapse.protocol.work.ProtocolJson;
import io.aisynapse.protocol.work.WorkOrder;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A piece of work as its row says.
 *
 * @param subjectId the model, conversion or job that it is for
 * @param position of the shard in its job, else 0
 * @param size samples of a shard, else 1
 * @param attempt number of the newest lease, which is the fencing token
 * @param failures attempts that failed or were lost
 * @param checkpoint digest of what the next attempt can go on from; null without
 */
public record Work(
        UUID id,
        UUID tenantId,
        WorkKind kind,
        UUID subjectId,
        int position,
        int size,
        WorkState state,
        int attempt,
        int failures,
        String workOrder,
        @Nullable String checkpoint) {
    public WorkOrder order() {
        return ProtocolJson.mapper().readValue(workOrder, WorkOrder.class);
    }
}
