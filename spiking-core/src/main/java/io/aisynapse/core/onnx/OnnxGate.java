package io.aisynapse.core.onnx;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnNode;
import io.aisynapse.core.ann.pass.AnnPasses;
import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.core.onnx.CheckedModel.Summary;
import io.aisynapse.core.onnx.check.FileKind;
import io.aisynapse.core.onnx.check.Findings;
import io.aisynapse.core.onnx.check.FunctionCalls;
import io.aisynapse.core.onnx.check.FunctionChecks;
import io.aisynapse.core.onnx.check.GraphOrder;
import io.aisynapse.core.onnx.check.ModelChecks;
import io.aisynapse.core.onnx.hybrid.SpikeRule;
import io.aisynapse.core.onnx.proto.DataType;
import io.aisynapse.core.onnx.proto.OnnxModel;
import io.aisynapse.core.onnx.proto.OnnxModel.Graph;
import io.aisynapse.core.onnx.proto.OnnxReader;
import io.aisynapse.core.onnx.proto.OnnxTensor;
import io.aisynapse.core.onnx.proto.ReadFailure;
import io.aisynapse.core.onnx.rule.OperatorRules;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The one door for models: takes untrusted bytes, and either lets a model through or says everything that is wrong with
 * it. What a file claims is checked before anything is allocated by it; no recursion depends on the file but that over
 * nested messages, which is limited; no other file is opened.
 */
public final class OnnxGate {
    private OnnxGate() {}

    /**
     * Checks and imports a model.
     *
     * @throws RejectedModelException with all findings
     */
    public static CheckedModel check(byte[] bytes, GateLimits limits) {
        return check(bytes, limits, layer -> true);
    }

    /**
     * Checks a model and imports those of its layers that a coding scheme can express; the others are remainder.
     *
     * @param spikes whether a layer can become spikes
     * @throws RejectedModelException with all findings
     */
    public static CheckedModel check(byte[] bytes, GateLimits limits, Predicate<AnnLayer> spikes) {
        checkFile(bytes, limits);
        OnnxModel model;
        try {
            model = OnnxReader.read(bytes, limits.read());
        } catch (ReadFailure failure) {
            throw rejected(failure.finding());
        }
        Findings findings = new Findings();
        ModelChecks checks = new ModelChecks(model, limits.values(), findings);
        checks.checkHeader();
        new FunctionChecks(model.functions(), limits.read().depth(), findings).check();
        Graph calling = requireGraph(model, findings);
        boolean sound = findings.isEmpty();
        FunctionCalls.Inlined inlined = FunctionCalls.inline(model, calling, limits.read(), findings);
        if (sound) {
            findings.throwIfAny();
        }
        Graph graph = inlined.graph();
        List<Integer> order = new GraphOrder(graph, findings).order();
        checks.checkInputs(graph);
        checks.checkTensors(graph);
        if (!findings.isEmpty()) {
            reportUnsupported(graph, findings);
            findings.throwIfAny();
        }
        for (SpikeRule rule : SpikeRule.inTurn(spikes)) {
            boolean isLast = rule.mode() == SpikeRule.Mode.SPIKES_ONLY;
            try {
                GraphImport.Imported imported =
                        new GraphImport(model, inlined, limits.values(), new Findings(), rule).run(order);
                if (isLast || allSpikes(imported.graph(), spikes)) {
                    return new CheckedModel(
                            imported.graph(), summary(model, graph), imported.preamble(), imported.remainder());
                }
            } catch (RejectedModelException rejection) {
                if (isLast || allSpikes(spikes)) {
                    throw rejection;
                }
            }
        }
        throw new IllegalStateException("the last rule answers");
    }

    /** Whether the scheme has something for every layer, so that no rule differs from another. */
    private static boolean allSpikes(Predicate<AnnLayer> spikes) {
        return spikes.test(new AnnLayer.Multiply()) && spikes.test(new AnnLayer.Softmax(1));
    }

    /** Whether all layers spike, at the latest when functions are recognised. */
    private static boolean allSpikes(AnnGraph graph, Predicate<AnnLayer> spikes) {
        return allSpikes(spikes)
                || graph.nodes().stream().map(AnnNode::layer).allMatch(spikes)
                || AnnPasses.simplify(graph).nodes().stream()
                        .map(AnnNode::layer)
                        .allMatch(spikes);
    }

    private static void checkFile(byte[] bytes, GateLimits limits) {
        if (bytes.length == 0) {
            throw rejected(new Finding(
                    "empty-model", "file", "0 bytes", "an ONNX model", "Send the model's bytes as the body."));
        }
        if (bytes.length > limits.bytes()) {
            throw rejected(new Finding(
                    "too-large", "file", bytes.length + " bytes", "at most " + limits.bytes(), "Use a smaller model."));
        }
        FileKind.looksLike(bytes).ifPresent(kind -> {
            throw rejected(new Finding(
                    "not-onnx",
                    "file",
                    kind,
                    "an ONNX model (protobuf)",
                    "Export the model to ONNX and send that file."));
        });
    }

    private static RejectedModelException rejected(Finding finding) {
        Findings findings = new Findings();
        findings.add(finding);
        findings.throwIfAny();
        throw new IllegalStateException("there is a finding");
    }

    private static Graph requireGraph(OnnxModel model, Findings findings) {
        Graph graph = model.graph();
        if (graph == null || graph.nodes().isEmpty() || graph.outputs().isEmpty()) {
            String seen = graph == null
                    ? "no graph"
                    : graph.nodes().isEmpty() ? "a graph without nodes" : "a graph without outputs";
            findings.add(new Finding(
                    "empty-graph", "model", seen, "a graph with nodes and outputs", "Export the whole model again."));
            findings.throwIfAny();
        }
        return Objects.requireNonNull(graph);
    }

    /** The structure is broken, so nothing is imported; what is unsupported is named all the same. */
    private static void reportUnsupported(Graph graph, Findings findings) {
        for (int index = 0; index < graph.nodes().size(); index++) {
            if (!OperatorRules.isSupported(graph.nodes().get(index))) {
                findings.add(OperatorRules.unsupported(graph.nodes().get(index), GraphOrder.nameOf(graph, index)));
            }
        }
    }

    private static Summary summary(OnnxModel model, Graph graph) {
        long parameters = 0;
        for (OnnxTensor tensor : graph.initializers()) {
            boolean real =
                    DataType.of(tensor.dataType()).filter(DataType::isFloating).isPresent();
            long count = 1;
            for (long dim : tensor.dims()) {
                count *= dim;
            }
            parameters += real ? count : 0;
        }
        Map<String, Integer> operators = new TreeMap<>();
        graph.nodes().forEach(node -> operators.merge(node.qualifiedOp(), 1, Integer::sum));
        String producer = (model.header().producerName() + " " + model.header().producerVersion()).strip();
        boolean half = graph.initializers().stream()
                .map(tensor -> DataType.of(tensor.dataType()))
                .anyMatch(type ->
                        type.equals(Optional.of(DataType.FLOAT16)) || type.equals(Optional.of(DataType.BFLOAT16)));
        return new Summary(ModelChecks.opsetOf(model), producer, graph.nodes().size(), parameters, operators, half);
    }
}
