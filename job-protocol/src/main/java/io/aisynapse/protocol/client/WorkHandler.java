package io.aisynapse.protocol.client;

import io.aisynapse.protocol.work.WorkOrder;
import io.aisynapse.protocol.work.WorkResult;
import java.io.IOException;

/** Does the work. May be called twice for one order: what it stores is named by its content. */
@FunctionalInterface
public interface WorkHandler {
    /**
     * @throws WorkFailedException when it is known why it cannot be done
     * @throws WorkStoppedException from {@link WorkContext#progress}
     * @throws IOException when the artefact store fails; tried again
     */
    WorkResult handle(WorkOrder order, WorkContext context) throws IOException;
}
