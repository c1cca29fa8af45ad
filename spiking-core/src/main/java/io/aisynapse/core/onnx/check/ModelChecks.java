package io.aisynapse.core.onnx.check;

import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.onnx.proto.DataType;
import io.aisynapse.core.onnx.proto.OnnxModel;
import io.aisynapse.core.onnx.proto.OnnxModel.Attribute;
import io.aisynapse.core.onnx.proto.OnnxModel.Dimension;
import io.aisynapse.core.onnx.proto.OnnxModel.Graph;
import io.aisynapse.core.onnx.proto.OnnxModel.Node;
import io.aisynapse.core.onnx.proto.OnnxModel.Opset;
import io.aisynapse.core.onnx.proto.OnnxModel.Value;
import io.aisynapse.core.onnx.proto.OnnxTensor;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks what a model says about itself, its inputs and outputs, and all tensors that it carries. */
public final class ModelChecks {
    static final int LEAST_OPSET = 7;
    static final int MOST_OPSET = 26;
    private static final Set<DataType> INPUT_TYPES = EnumSet.of(
            DataType.FLOAT,
            DataType.FLOAT16,
            DataType.DOUBLE,
            DataType.UINT8,
            DataType.INT8,
            DataType.INT32,
            DataType.INT64);
    private static final int LEAST_IR = 3;
    private static final int MOST_IR = 14;
    private static final int MOST_INPUTS = 16;
    private static final int MOST_BATCH = 1024;

    private final OnnxModel model;
    private final Findings findings;
    private final long valueLimit;

    public ModelChecks(OnnxModel model, long valueLimit, Findings findings) {
        this.model = model;
        this.valueLimit = valueLimit;
        this.findings = findings;
    }

    public void checkHeader() {
        long ir = model.header().irVersion();
        if (ir < LEAST_IR || ir > MOST_IR) {
            add(
                    "unsupported-opset",
                    "model",
                    "ir_version " + ir,
                    LEAST_IR + " to " + MOST_IR,
                    "Export the model with a current exporter.");
        }
        Map<String, Long> domains = new HashMap<>();
        boolean hasDefault = false;
        for (Opset opset : model.opsets()) {
            Long other = domains.putIfAbsent(opset.domain(), opset.version());
            if (other != null && other != opset.version()) {
                add(
                        "unsupported-opset",
                        "model",
                        "two versions of the operator set '" + opset.domain() + "'",
                        "one",
                        "Keep one of both.");
            }
            boolean isDefault = opset.domain().isEmpty();
            hasDefault |= isDefault;
            if (isDefault && (opset.version() < LEAST_OPSET || opset.version() > MOST_OPSET)) {
                add(
                        "unsupported-opset",
                        "model",
                        "operator set " + opset.version(),
                        LEAST_OPSET + " to " + MOST_OPSET,
                        "Export the model with another operator set version.");
            }
        }
        if (!hasDefault && model.graph() != null) {
            add(
                    "unsupported-opset",
                    "model",
                    "no operator set of the default domain",
                    LEAST_OPSET + " to " + MOST_OPSET,
                    "Export the model with a current exporter.");
        }
        if (model.trainingInfo()) {
            add(
                    "training-model",
                    "model",
                    "training information",
                    "a model for inference",
                    "Export the model in evaluation mode.");
        }
    }

    /** Version of the default operator set, or 0. */
    public static long opsetOf(OnnxModel model) {
        return model.opsets().stream()
                .filter(opset -> opset.domain().isEmpty())
                .mapToLong(Opset::version)
                .findFirst()
                .orElse(0);
    }

    /** Inputs that are not initialisers as well; there must be at least one, and not more than a person could feed. */
    public static List<Value> trueInputs(Graph graph) {
        Set<String> initializers = new HashSet<>();
        graph.initializers().forEach(tensor -> initializers.add(tensor.name()));
        graph.sparse().forEach(sparse -> initializers.add(sparse.values().name()));
        return graph.inputs().stream()
                .filter(input -> !initializers.contains(input.name()))
                .toList();
    }

    public void checkInputs(Graph graph) {
        List<Value> inputs = trueInputs(graph);
        if (inputs.isEmpty() || inputs.size() > MOST_INPUTS) {
            add(
                    "several-inputs",
                    "model",
                    inputs.size() + " inputs",
                    "1 to " + MOST_INPUTS,
                    "Export a model with that many input tensors.");
        }
        for (Value input : inputs) {
            checkInput(input);
        }
        for (Value output : graph.outputs()) {
            List<Dimension> dims = output.dims() == null ? List.of() : output.dims();
            if (dims.stream().anyMatch(dim -> !dim.free() && dim.size() < 0)) {
                add("bad-dimension", "graph output " + output.name(), textOf(dims), "1 and more", "Correct the shape.");
            }
        }
    }

    private void checkInput(Value input) {
        String place = "graph input " + input.name();
        if (!input.kind().equals("tensor")
                || DataType.of(input.dataType()).filter(INPUT_TYPES::contains).isEmpty()) {
            String seen = input.kind().equals("tensor") ? DataType.nameOf(input.dataType()) : "a " + input.kind();
            add(
                    "unsupported-dtype",
                    place,
                    seen,
                    "float16, float32, float64, uint8, int8, int32 or int64",
                    "Export the model with a float input.");
            return;
        }
        List<Dimension> dims = input.dims();
        if (dims == null || dims.size() < 2 || dims.size() > 4) {
            add(
                    "bad-dimension",
                    place,
                    dims == null ? "no shape" : textOf(dims),
                    "2 to 4 axes, the batch first",
                    "Export the model with an input of a known shape.");
            return;
        }
        Dimension batch = dims.getFirst();
        if (!batch.free() && (batch.size() < 1 || batch.size() > MOST_BATCH)) {
            add(
                    "bad-dimension",
                    place,
                    "a batch of " + batch.size(),
                    "a free batch axis, or 1 to " + MOST_BATCH,
                    "Export the model with a free batch axis.");
        }
        long size = 1;
        for (Dimension dim : dims.subList(1, dims.size())) {
            if (dim.free() || dim.size() < 1) {
                add(
                        "bad-dimension",
                        place,
                        textOf(dims),
                        "fixed sizes of 1 and more behind the batch axis",
                        "Export the model with a fixed input size.");
                return;
            }
            size = dim.size() > valueLimit / size ? valueLimit + 1 : size * dim.size();
        }
        if (size > valueLimit) {
            add("tensor-too-large", place, textOf(dims), "at most " + valueLimit + " values", "Use smaller inputs.");
        }
    }

    private static String textOf(List<Dimension> dims) {
        return dims.stream()
                .map(dim -> dim.free() ? "'" + dim.name() + "'" : Long.toString(dim.size()))
                .toList()
                .toString();
    }

    /** Those of subgraphs too, which the reader has limited in depth. */
    public void checkTensors(Graph graph) {
        TensorChecks checks = new TensorChecks(model, valueLimit, findings);
        Set<String> labels = labelTensors(graph);
        for (OnnxTensor tensor : graph.initializers()) {
            checks.check(tensor, "tensor " + tensor.name(), labels.contains(tensor.name()));
        }
        graph.sparse()
                .forEach(sparse ->
                        checks.checkSparse(sparse, "tensor " + sparse.values().name()));
        for (int index = 0; index < graph.nodes().size(); index++) {
            Node node = graph.nodes().get(index);
            for (var entry : node.attributes().entrySet()) {
                Attribute attribute = entry.getValue();
                OnnxTensor tensor = attribute.tensor();
                if (tensor != null) {
                    String place = "node %s, attribute %s".formatted(GraphOrder.nameOf(graph, index), entry.getKey());
                    checks.check(tensor, place, node.outputs().stream().anyMatch(labels::contains));
                }
                attribute.subgraphs().forEach(this::checkTensors);
            }
        }
    }

    /** Tensors that only hold class labels, which may be texts. */
    private static Set<String> labelTensors(Graph graph) {
        Set<String> labels = new HashSet<>();
        for (Node node : graph.nodes()) {
            if (node.opType().equals("ArrayFeatureExtractor") && !node.inputs().isEmpty()) {
                labels.add(node.inputs().getFirst());
            }
        }
        return labels;
    }

    private void add(String code, String place, String seen, String wanted, String hint) {
        findings.add(new Finding(code, place, seen, wanted, hint));
    }
}
