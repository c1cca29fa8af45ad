package io.aisynapse.converter;

import io.aisynapse.converter.nir.NirModel;
import io.aisynapse.core.ann.AnnGraph.ModelInput;
import io.aisynapse.core.ann.AnnGraph.ModelOutput;
import io.aisynapse.core.onnx.CheckedModel;
import io.aisynapse.core.onnx.GateLimits;
import io.aisynapse.core.onnx.OnnxGate;
import io.aisynapse.protocol.client.WorkBlobs;
import io.aisynapse.protocol.client.WorkContext;
import io.aisynapse.protocol.work.WorkOrder.CheckModel;
import io.aisynapse.protocol.work.WorkResult.ModelChecked;
import io.aisynapse.protocol.work.WorkResult.ModelSummary;
import io.aisynapse.protocol.work.WorkResult.Port;
import io.aisynapse.reference.AnswerModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

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
        byte[] model = blobs.read(order.modelDigest());
        if (NirModel.isNir(model)) {
            return new ModelChecked(NirModel.read(model).summary());
        }
        CheckedModel checked = OnnxGate.check(model, GateLimits.defaults());
        stages.begin("import");
        return new ModelChecked(summaryOf(checked, AnswerModel.outputs(checked)));
    }

    private static ModelSummary summaryOf(CheckedModel checked, List<ModelOutput> answers) {
        List<Port> inputs = new ArrayList<>();
        for (ModelInput input : checked.inputs()) {
            int offset = inputs.isEmpty()
                    ? 0
                    : inputs.getLast().offset() + inputs.getLast().size();
            inputs.add(new Port(input.name(), input.dimensions(), offset, input.size()));
        }
        List<Port> outputs = answers.stream()
                .map(output -> new Port(output.name(), output.dimensions(), output.from(), output.size()))
                .toList();
        Port first = inputs.getFirst();
        return new ModelSummary(
                first.name(),
                inputs.size() == 1 ? first.dimensions() : List.of(checked.sampleSize()),
                outputs.getFirst().name(),
                outputs.stream().mapToInt(Port::size).sum(),
                checked.summary().opset(),
                checked.summary().producer(),
                checked.summary().nodeCount(),
                checked.summary().parameterCount(),
                checked.summary().operators(),
                inputs,
                outputs);
    }
}
