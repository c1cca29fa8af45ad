package io.aisynapse.converter;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.onnx.CheckedModel;
import io.aisynapse.core.onnx.GateLimits;
import io.aisynapse.core.onnx.OnnxGate;
import io.aisynapse.core.onnx.OnnxImporter;
import io.aisynapse.protocol.client.WorkBlobs;
import io.aisynapse.protocol.client.WorkContext;
import io.aisynapse.protocol.work.WorkOrder.CheckModel;
import io.aisynapse.protocol.work.WorkResult.ModelChecked;
import io.aisynapse.protocol.work.WorkResult.ModelSummary;
import java.io.IOException;

/** Passes an upload through the gate and the importer, so that whatever we cannot convert is refused at once. */
final class ModelCheck {
    private static final int STAGES = 2;

    private final WorkBlobs blobs;

    ModelCheck(WorkBlobs blobs) {
        this.blobs = blobs;
    }

    ModelChecked check(CheckModel order, WorkContext context) throws IOException {
        Stages stages = new Stages(context, STAGES);
        stages.begin("gate");
        CheckedModel checked = OnnxGate.check(blobs.read(order.modelDigest()), GateLimits.defaults());
        stages.begin("import");
        return new ModelChecked(summaryOf(checked, OnnxImporter.importModel(checked)));
    }

    private static ModelSummary summaryOf(CheckedModel checked, AnnGraph graph) {
        return new ModelSummary(
                graph.input().name(),
                graph.input().dimensions(),
                graph.referenceOutput(),
                graph.output().shape().size(),
                checked.summary().opset(),
                checked.summary().producer(),
                checked.summary().nodeCount(),
                checked.summary().parameterCount(),
                checked.summary().operators());
    }
}
