package io.aisynapse.converter;

import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.protocol.client.WorkBlobs;
import io.aisynapse.protocol.client.WorkContext;
import io.aisynapse.protocol.client.WorkHandler;
import io.aisynapse.protocol.work.WorkOrder;
import io.aisynapse.protocol.work.WorkResult;
import java.io.IOException;

/** Does what a converter is asked for; a refused model is a failure that its owner can mend. */
final class ConverterHandler implements WorkHandler {
    private final ModelCheck check;
    private final Preflight preflight;
    private final Conversion conversion;

    ConverterHandler(WorkBlobs blobs, int threads) {
        check = new ModelCheck(blobs);
        preflight = new Preflight(blobs);
        conversion = new Conversion(blobs, threads);
    }

    @Override
    public WorkResult handle(WorkOrder order, WorkContext context) throws IOException {
        try {
            return switch (order) {
                case WorkOrder.CheckModel wanted -> check.check(wanted, context);
                case WorkOrder.PreflightModel wanted -> preflight.run(wanted, context);
                case WorkOrder.ConvertModel wanted -> conversion.convert(wanted, context);
                case WorkOrder.RunShard _ -> throw new IllegalStateException("a converter runs no shards");
            };
        } catch (RejectedModelException e) {
            throw Failures.of(e);
        }
    }
}
