package io.aisynapse.core.onnx;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnGraph.ModelInput;
import io.aisynapse.core.ann.AnnGraph.ModelInput.ElementType;
import io.aisynapse.core.ann.AnnGraph.ModelOutput;
import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnNode;
import io.aisynapse.core.ann.Tail;
import io.aisynapse.core.ann.pass.LiveNodes;
import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.onnx.check.Findings;
import io.aisynapse.core.onnx.check.FunctionCalls;
import io.aisynapse.core.onnx.check.GraphOrder;
import io.aisynapse.core.onnx.check.ModelChecks;
import io.aisynapse.core.onnx.hybrid.Known;
import io.aisynapse.core.onnx.hybrid.Preamble;
import io.aisynapse.core.onnx.hybrid.PreambleModel;
import io.aisynapse.core.onnx.hybrid.Remainder;
import io.aisynapse.core.onnx.hybrid.Rest;
import io.aisynapse.core.onnx.hybrid.SpikeRule;
import io.aisynapse.core.onnx.proto.DataType;
import io.aisynapse.core.onnx.proto.OnnxModel;
import io.aisynapse.core.onnx.proto.OnnxModel.Dimension;
import io.aisynapse.core.onnx.proto.OnnxModel.Graph;
import io.aisynapse.core.onnx.rule.ImportState;
import io.aisynapse.core.onnx.rule.OperatorRules;
import io.aisynapse.core.onnx.rule.Stored;
import io.aisynapse.core.onnx.value.Movement;
import io.aisynapse.core.onnx.value.Value;
import io.aisynapse.core.onnx.value.Value.Answer;
import io.aisynapse.core.onnx.value.Value.Signal;
import io.aisynapse.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Imports a graph whose structure was checked. A sample is a batch of one, so every shape is known and shape arithmetic
 * in the graph folds away.
 */
final class GraphImport {
    /** How far a model is looked through for the part that is worth most as spikes. */
    private static final int MOST_CUTS = 12;

    private final OnnxModel model;
    private final Graph graph;
    private final Findings findings;
    private final ImportState state;
    private final SpikeRule spikes;
    private final @Nullable Cut cut;

    GraphImport(OnnxModel model, FunctionCalls.Inlined inlined, long valueLimit, Findings findings, SpikeRule spikes) {
        this.model = model;
        this.graph = inlined.graph();
        this.findings = findings;
        this.state = new ImportState(model, ModelChecks.opsetOf(model), valueLimit);
        this.state.setSpikes(spikes);
        this.spikes = spikes;
        this.cut = null;
        inlined.inner().forEach(state::addInner);
    }

    /** What stands behind a cut. */
    private GraphImport(Rest rest, GraphImport whole, Set<String> inputs) {
        this.model = rest.model();
        this.graph = rest.graph();
        this.findings = new Findings();
        this.state = new ImportState(model, whole.state.opset(), whole.state.valueLimit());
        this.state.setSpikes(whole.spikes);
        this.spikes = whole.spikes;
        this.cut = new Cut(inputs, whole.cut == null ? 1 : whole.cut.number() + 1);
        rest.constants().forEach(tensor -> state.define(tensor, whole.state.value(tensor)));
    }

    /**
     * That this is the rest of a model.
     *
     * @param inputs names of the whole model's
     * @param number of cuts before this graph
     */
    private record Cut(Set<String> inputs, int number) {}

    /**
     * The network, and what must run around it in ONNX Runtime, if anything.
     *
     * @param remainder behind it
     * @param rest what is left behind a cut; null without one
     * @param preamble what the whole model has before the rest
     */
    record Imported(
            AnnGraph graph,
            @Nullable Remainder remainder,
            @Nullable Rest rest,
            @Nullable Preamble preamble) {
        Imported(AnnGraph graph, @Nullable Remainder remainder, @Nullable Rest rest) {
            this(graph, remainder, rest, null);
        }

        Imported with(Preamble before) {
            return new Imported(graph, remainder, rest, before);
        }
    }

    Known.Lookup known() {
        return new TensorKnowledge(state);
    }

    Imported run(List<Integer> order) {
        graph.initializers().forEach(state::addInitializer);
        graph.sparse().forEach(state::addSparse);
        List<ModelInput> inputs = defineInputs();
        for (int index : order) {
            OperatorRules.importNode(state, graph.nodes().get(index), GraphOrder.nameOf(graph, index), findings);
        }
        boolean unfolded = graph != model.graph();
        if (!unfolded && HybridImport.mayBe(findings.list())) {
            Set<String> whole = cut == null ? namesOf(inputs) : cut.inputs();
            boolean mayCut = cut == null || cut.number() < MOST_CUTS;
            Imported hybrid = new HybridImport(model, state, findings, rest -> new GraphImport(rest, this, whole))
                    .split(order, inputs, mayCut ? whole : null);
            Rest rest = hybrid.rest();
            return cut == null && rest != null ? hybrid.with(PreambleModel.of(model, order, inputs, rest)) : hybrid;
        }
        AnnGraph imported = findings.isEmpty() ? choose(inputs) : null;
        findings.throwIfAny();
        return new Imported(Objects.requireNonNull(imported), null, null);
    }

    private static Set<String> namesOf(List<ModelInput> inputs) {
        return inputs.stream().map(ModelInput::name).collect(Collectors.toUnmodifiableSet());
    }

    /** One input is node 0; of several, node 0 is all their values, and each is cut out of it. */
    private List<ModelInput> defineInputs() {
        List<ModelInput> inputs = new ArrayList<>();
        List<int[]> dims = new ArrayList<>();
        int total = 0;
        for (OnnxModel.Value declared : ModelChecks.trueInputs(graph)) {
            List<Dimension> axes = Objects.requireNonNull(declared.dims());
            int[] sizes = new int[axes.size()];
            boolean isWhole = cut == null;
            Arrays.setAll(
                    sizes,
                    axis -> isWhole && axis == 0 ? 1 : (int) axes.get(axis).size());
            int batch = !isWhole || axes.getFirst().free()
                    ? 0
                    : (int) axes.getFirst().size();
            ElementType type = elementType(DataType.of(declared.dataType()).orElseThrow());
            List<Integer> sample = sizes.length > 0 && sizes[0] == 1
                    ? behindBatch(sizes)
                    : Arrays.stream(sizes).boxed().toList();
            inputs.add(new ModelInput(declared.name(), sample, batch, type));
            dims.add(sizes);
            state.setFixedBatch(Math.max(state.fixedBatch(), batch));
            total += ImportState.sizeOf(sizes);
        }
        boolean one = inputs.size() == 1;
        Shape shape = one ? ImportState.shapeOf(dims.getFirst()) : Shape.vector(total);
        String name = one ? inputs.getFirst().name() : "inputs";
        int all = state.add(new AnnNode(name, one ? name : "", new AnnLayer.Input(), List.of(), shape));
        int from = 0;
        for (int i = 0; i < dims.size(); i++) {
            int node = one ? all : slice(inputs.get(i).name(), all, from, dims.get(i));
            state.define(inputs.get(i).name(), new Signal(node, dims.get(i)));
            if (inputs.get(i).type().compareTo(ElementType.FLOAT64) > 0) {
                state.store(inputs.get(i).name(), new Stored.Whole());
            }
            from += ImportState.sizeOf(dims.get(i));
        }
        return inputs;
    }

    private int slice(String name, int all, int from, int[] dims) {
        int size = ImportState.sizeOf(dims);
        state.claimActivation(dims, "graph input " + name);
        AnnLayer cut = new AnnLayer.IndexMap(Movement.steps(size, from, 1));
        return state.add(new AnnNode(name, "", cut, List.of(all), ImportState.shapeOf(dims)));
    }

    private static List<Integer> behindBatch(int[] dims) {
        return Arrays.stream(dims).skip(1).boxed().toList();
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
    private record Candidate(String output, int node, int[] dims, boolean softmax, boolean label, List<String> labels) {
        Candidate named(String name) {
            return new Candidate(name, node, dims, softmax, label, labels);
        }
    }

    /** Maps from label to probability can only be compared by the tensor that they are made of. */
    private String comparable(Candidate candidate) {
        boolean hasLogits = !state.nodes().get(candidate.node()).tensor().isEmpty();
        return graph.nodes().stream()
                .filter(node -> !hasLogits
                        && node.opType().equals("ZipMap")
                        && node.outputs().contains(candidate.output()))
                .map(node -> node.inputs().getFirst())
                .findFirst()
                .orElse(candidate.output());
    }

    private @Nullable AnnGraph choose(List<ModelInput> inputs) {
        Map<Integer, List<Candidate>> byNode = new LinkedHashMap<>();
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
            Candidate candidate = candidate(output.name());
            candidate = candidate == null ? null : candidate.named(comparable(candidate));
            if (candidate != null) {
                byNode.computeIfAbsent(candidate.node(), node -> new ArrayList<>())
                        .add(candidate);
            }
        }
        return findings.isEmpty() ? assemble(inputs, byNode) : null;
    }

    private @Nullable Candidate candidate(String output) {
        return switch (state.value(output)) {
            case Signal signal -> new Candidate(output, signal.node(), signal.dims(), false, false, List.of());
            case Answer answer ->
                new Candidate(output, answer.node(), answer.dims(), answer.softmax(), answer.label(), answer.labels());
            case Value.Constant constant -> {
                addConstantOutput(output);
                yield null;
            }
            case Value.Texts texts -> {
                addConstantOutput(output);
                yield null;
            }
            case Value.Unknown unknown -> throw new IllegalStateException("nothing unknown is left");
        };
    }

    private void addConstantOutput(String name) {
        findings.add(new Finding(
                "empty-graph",
                "graph output " + name,
                "a constant",
                "a tensor computed from the input",
                "Export the model again, with its input connected."));
    }

    private AnnGraph assemble(List<ModelInput> inputs, Map<Integer, List<Candidate>> byNode) {
        boolean several = byNode.size() > 1;
        List<ModelOutput> outputs = new ArrayList<>();
        List<Tail> tails = new ArrayList<>();
        int from = 0;
        for (List<Candidate> candidates : byNode.values()) {
            Candidate answer = answerOf(candidates);
            AnnNode logits = state.nodes().get(answer.node());
            int size = logits.shape().size();
            boolean byTensor = answer.label() || several && !logits.tensor().isEmpty();
            String name = byTensor ? logits.tensor() : answer.output();
            List<Integer> dims = answer.label() ? List.of(size) : behindBatch(answer.dims());
            outputs.add(new ModelOutput(name, from, size, dims));
            tails.add(tailOf(answer, candidates, several, logits.shape()));
            from += size;
        }
        int last = byNode.keySet().iterator().next();
        if (several) {
            List<Integer> parts = List.copyOf(byNode.keySet());
            last = state.add(new AnnNode("outputs", "", new AnnLayer.Concat(), parts, Shape.vector(from)));
        }
        AnnGraph untailed = new AnnGraph(inputs, state.nodes(), tails.getFirst(), outputs);
        Tail tail = tails.get(outputs.indexOf(untailed.answer()));
        return LiveNodes.only(new AnnGraph(inputs, state.nodes(), tail, outputs, state.spreads()), last);
    }

    private static Candidate answerOf(List<Candidate> candidates) {
        return candidates.stream()
                .filter(candidate -> !candidate.label() && !candidate.softmax())
                .findFirst()
                .or(() -> candidates.stream()
                        .filter(candidate -> !candidate.label())
                        .findFirst())
                .orElse(candidates.getFirst());
    }

    /** Values along one axis are classes; a plane of them, as in segmentation, is none. */
    private Tail tailOf(Candidate answer, List<Candidate> candidates, boolean several, Shape logits) {
        int classes = logits.size();
        List<String> labels = candidates.stream()
                .map(Candidate::labels)
                .filter(list -> !list.isEmpty())
                .findFirst()
                .orElse(List.of());
        if (!labels.isEmpty() && labels.size() != classes) {
            findings.add(new Finding(
                    "shape-mismatch",
                    "model",
                    "%d labels for %d classes".formatted(labels.size(), classes),
                    "one label a class",
                    "Export the model again."));
        }
        return new Tail(!several && !answer.label() && answer.softmax(), labels, classes > 1 && logits.plane() == 1);
    }
}
