package io.aisynapse.core.onnx;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnGraph.ModelInput;
import io.aisynapse.core.ann.AnnGraph.ModelInput.ElementType;
import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnNode;
import io.aisynapse.core.ann.Tail;
import io.aisynapse.core.ann.pass.LiveNodes;
import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.onnx.Value.Answer;
import io.aisynapse.core.onnx.Value.Signal;
import io.aisynapse.core.onnx.check.Findings;
import io.aisynapse.core.onnx.check.FunctionCalls;
import io.aisynapse.core.onnx.check.GraphOrder;
import io.aisynapse.core.onnx.check.ModelChecks;
import io.aisynapse.core.onnx.proto.DataType;
import io.aisynapse.core.onnx.proto.OnnxModel;
import io.aisynapse.core.onnx.proto.OnnxModel.Dimension;
import io.aisynapse.core.onnx.proto.OnnxModel.Graph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Imports a graph whose structure was checked. A sample is a batch of one, so every shape is known and shape arithmetic
 * in the graph folds away.
 */
final class GraphImport {
    private final Graph graph;
    private final Findings findings;
    private final ImportState state;

    GraphImport(OnnxModel model, FunctionCalls.Inlined inlined, long valueLimit, Findings findings) {
        this.graph = inlined.graph();
        this.findings = findings;
        this.state = new ImportState(model, ModelChecks.opsetOf(model), valueLimit);
        inlined.inner().forEach(state::addInner);
    }

    AnnGraph run(List<Integer> order) {
        graph.initializers().forEach(state::addInitializer);
        graph.sparse().forEach(state::addSparse);
        ModelInput input = defineInput();
        for (int index : order) {
            OnnxImporter.importNode(state, graph.nodes().get(index), GraphOrder.nameOf(graph, index), findings);
        }
        AnnGraph imported = findings.isEmpty() ? choose(input) : null;
        findings.throwIfAny();
        return Objects.requireNonNull(imported);
    }

    private ModelInput defineInput() {
        OnnxModel.Value declared = ModelChecks.trueInputs(graph).getFirst();
        List<Dimension> axes = Objects.requireNonNull(declared.dims());
        int[] dims = new int[axes.size()];
        Arrays.setAll(dims, axis -> axis == 0 ? 1 : (int) axes.get(axis).size());
        int node = state.add(new AnnNode(
                declared.name(), declared.name(), new AnnLayer.Input(), List.of(), ImportState.shapeOf(dims)));
        state.define(declared.name(), new Signal(node, dims));
        List<Integer> sample = Arrays.stream(dims).skip(1).boxed().toList();
        int batch = axes.getFirst().free() ? 0 : 1;
        ElementType type = elementType(DataType.of(declared.dataType()).orElseThrow());
        if (type.compareTo(ElementType.FLOAT64) > 0) {
            state.store(declared.name(), new Stored.Whole());
        }
        return new ModelInput(declared.name(), sample, batch, type);
    }

    private static ElementType elementType(DataType type) {
        return switch (type) {
            case FLOAT16 -> ElementType.FLOAT16;
            case DOUBLE -> ElementType.FLOAT64;
            case UINT8 -> ElementType.UINT8;
            case INT8 -> ElementType.INT8;
            case INT32 -> ElementType.INT32;
            case INT64 -> ElementType.INT64;
            default -> ElementType.FLOAT32;
        };
    }

    /** What one graph output stands for: the node of its logits, and what follows it. */
    private record Candidate(String output, int node, boolean softmax, boolean label, List<String> labels) {}

    private @Nullable AnnGraph choose(ModelInput input) {
        List<Candidate> candidates = new ArrayList<>();
        for (OnnxModel.Value output : graph.outputs()) {
            if (state.stored(output.name()) != null) {
                findings.add(new Finding(
                        "quantised-only",
                        "graph output " + output.name(),
                        "integers",
                        "real values",
                        "Export the model with a DequantizeLinear or Cast before its output."));
                continue;
            }
            switch (state.value(output.name())) {
                case Signal signal ->
                    candidates.add(new Candidate(output.name(), signal.node(), false, false, List.of()));
                case Answer answer ->
                    candidates.add(new Candidate(
                            output.name(), answer.node(), answer.softmax(), answer.label(), answer.labels()));
                case Value.Constant constant -> addConstantOutput(output.name());
                case Value.Texts texts -> addConstantOutput(output.name());
                case Value.Unknown unknown -> throw new IllegalStateException("nothing unknown is left");
            }
        }
        if (!findings.isEmpty()) {
            return null;
        }
        if (candidates.stream().mapToInt(Candidate::node).distinct().count() != 1) {
            findings.add(new Finding(
                    "several-outputs",
                    "model",
                    "outputs of different layers: "
                            + candidates.stream().map(Candidate::output).toList(),
                    "one layer of logits, and its softmax or class",
                    "Export a model with one answer."));
            return null;
        }
        return assemble(input, candidates);
    }

    private void addConstantOutput(String name) {
        findings.add(new Finding(
                "empty-graph",
                "graph output " + name,
                "a constant",
                "a tensor computed from the input",
                "Export the model again, with its input connected."));
    }

    private AnnGraph assemble(ModelInput input, List<Candidate> candidates) {
        Candidate answer = candidates.stream()
                .filter(candidate -> !candidate.label() && !candidate.softmax())
                .findFirst()
                .or(() -> candidates.stream()
                        .filter(candidate -> !candidate.label())
                        .findFirst())
                .orElse(candidates.getFirst());
        List<String> labels = candidates.stream()
                .map(Candidate::labels)
                .filter(list -> !list.isEmpty())
                .findFirst()
                .orElse(List.of());
        AnnNode logits = state.nodes().get(answer.node());
        int classes = logits.shape().size();
        if (!labels.isEmpty() && labels.size() != classes) {
            findings.add(new Finding(
                    "shape-mismatch",
                    "model",
                    "%d labels for %d classes".formatted(labels.size(), classes),
                    "one label a class",
                    "Export the model again."));
        }
        Tail tail = new Tail(!answer.label() && answer.softmax(), labels, classes > 1);
        String reference = answer.label() ? logits.tensor() : answer.output();
        return LiveNodes.only(new AnnGraph(input, state.nodes(), tail, reference), answer.node());
    }
}
