package io.aisynapse.core.onnx.hybrid;

import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.onnx.check.Findings;
import io.aisynapse.core.onnx.check.GraphOrder;
import io.aisynapse.core.onnx.hybrid.Known.Answered;
import io.aisynapse.core.onnx.hybrid.Known.Computed;
import io.aisynapse.core.onnx.hybrid.Known.Folded;
import io.aisynapse.core.onnx.hybrid.Known.Open;
import io.aisynapse.core.onnx.proto.OnnxModel;
import io.aisynapse.core.onnx.proto.OnnxModel.Dimension;
import io.aisynapse.core.onnx.proto.OnnxModel.Graph;
import io.aisynapse.core.onnx.proto.OnnxModel.Node;
import io.aisynapse.core.onnx.proto.OnnxModel.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the beginning off a graph: operators that were not taken and all that they need, so that what stands behind them
 * can be looked at as a model of its own.
 *
 * <pre>
 *   input ─ transpose ─ LSTM ─ gather ─ gemm ─ relu ─ gemm ─ answer
 *           └─────── front ─────────┘   └────── rest ──────┘
 * </pre>
 *
 * The mirror of {@link Partition}. Constants stand on both sides.
 */
public final class Front {
    private final OnnxModel model;
    private final GraphIndex index;
    private final Known.Lookup known;
    private final ElementTypes types;
    private final boolean[] front;
    private final Map<String, int[]> dims = new HashMap<>();

    private Front(OnnxModel model, List<Integer> order, Known.Lookup known) {
        this.model = model;
        this.index = new GraphIndex(Objects.requireNonNull(model.graph()), order);
        this.known = known;
        this.types = new ElementTypes(index);
        this.front = new boolean[index.graph().nodes().size()];
    }

    /**
     * Cuts behind the first operators that were not taken: those that read nothing but what was.
     *
     * @param reasons why operators were not taken
     * @param findings where it is said what must not run in ONNX Runtime
     * @return null when something was found, or it is not known how large a tensor is that crosses
     */
    public static @Nullable Rest behindRefused(
            OnnxModel model, List<Integer> order, Known.Lookup known, List<Finding> reasons, Findings findings) {
        Front front = new Front(model, order, known);
        front.takeRefused();
        new RemainderRules(front.index, known, findings).check(front.nodes(), front.initializers());
        return findings.isEmpty() ? front.rest(reasons) : null;
    }

    /**
     * Cuts behind layers without weights at the beginning of a rest that leave fewer values to cross (or only reorder
     * them): they are exact in ONNX Runtime.
     *
     * @param inputs tensors that are inputs of the whole model, which nothing is gained by moving
     * @return the rest itself when there is none
     */
    public static Rest behindWeightless(Rest rest, Known.Lookup known, Set<String> inputs) {
        Front front = new Front(rest.model(), rest.order(), known);
        for (int node : rest.order()) {
            if (front.pays(node, inputs)) {
                front.front[node] = true;
            }
        }
        Rest narrowed = front.nodes().isEmpty() ? null : front.rest(rest.reasons());
        return narrowed == null ? rest : narrowed;
    }

    private void takeRefused() {
        for (int place : index.order()) {
            Node node = index.node(place);
            boolean refused = node.outputs().stream().anyMatch(this::isOpen);
            Set<String> reads = GraphIndex.reads(node);
            if (!refused || reads.stream().anyMatch(this::isOpen)) {
                continue;
            }
            List<String> answers = reads.stream()
                    .filter(tensor -> known.of(tensor) instanceof Answered)
                    .toList();
            if (answers.isEmpty()) {
                ResultDimensions.of(node, known).forEach(dims::putIfAbsent);
                take(List.of(place));
            } else {
                take(answers.stream()
                        .map(index::producer)
                        .filter(Objects::nonNull)
                        .toList());
            }
        }
    }

    private boolean isOpen(String tensor) {
        return !tensor.isEmpty() && known.of(tensor) instanceof Open;
    }

    private void take(Collection<Integer> nodes) {
        Deque<Integer> open = new ArrayDeque<>(nodes);
        while (!open.isEmpty()) {
            int node = open.remove();
            if (front[node]) {
                continue;
            }
            front[node] = true;
            for (String tensor : GraphIndex.reads(index.node(node))) {
                Integer producer = index.producer(tensor);
                if (producer != null && !(known.of(tensor) instanceof Folded)) {
                    open.add(producer);
                }
            }
        }
    }

    /** Whether fewer values cross when this node moves over, all of whose values cross. */
    private boolean pays(int place, Set<String> inputs) {
        Node node = index.node(place);
        Set<String> reads = new LinkedHashSet<>();
        for (String tensor : GraphIndex.reads(node)) {
            if (!isConstant(tensor)) {
                reads.add(tensor);
            }
        }
        boolean movable = !reads.isEmpty()
                && !Partition.isWeighted(node)
                && reads.stream().allMatch(tensor -> crosses(tensor) && !inputs.contains(tensor))
                && node.outputs().stream().allMatch(output -> output.isEmpty() || known.of(output) instanceof Computed);
        if (!movable) {
            return false;
        }
        Set<String> others = readBesides(place);
        long saved = reads.stream()
                .filter(tensor -> !others.contains(tensor))
                .mapToLong(this::size)
                .sum();
        long added = node.outputs().stream()
                .filter(output -> !output.isEmpty())
                .mapToLong(this::size)
                .sum();
        return Partition.isReordering(node) ? added <= saved : added < saved;
    }

    private boolean isConstant(String tensor) {
        return index.initializer(tensor) != null || index.isSparse(tensor) || known.of(tensor) instanceof Folded;
    }

    private boolean crosses(String tensor) {
        Integer producer = index.producer(tensor);
        return producer == null ? index.input(tensor) != null : front[producer];
    }

    private long size(String tensor) {
        return known.of(tensor) instanceof Computed value ? value.size() : 0;
    }

    /** What is read on this side of the cut by others than this node. */
    private Set<String> readBesides(int place) {
        Set<String> reads = new LinkedHashSet<>();
        index.graph().outputs().forEach(output -> reads.add(output.name()));
        for (int other : index.order()) {
            if (other != place && !front[other]) {
                reads.addAll(GraphIndex.reads(index.node(other)));
            }
        }
        return reads;
    }

    private List<Integer> nodes() {
        return index.order().stream().filter(node -> front[node]).toList();
    }

    private Set<String> initializers() {
        Set<String> read = new LinkedHashSet<>();
        for (int node : nodes()) {
            GraphIndex.reads(index.node(node)).stream()
                    .filter(tensor -> index.initializer(tensor) != null || index.isSparse(tensor))
                    .forEach(read::add);
        }
        return read;
    }

    /** What the answers need, from the cut on. */
    private @Nullable Rest rest(List<Finding> reasons) {
        Graph graph = index.graph();
        boolean[] live = new boolean[graph.nodes().size()];
        Set<String> inputs = new LinkedHashSet<>();
        Set<String> constants = new LinkedHashSet<>();
        Deque<String> open = new ArrayDeque<>();
        graph.outputs().forEach(output -> open.add(output.name()));
        while (!open.isEmpty()) {
            String tensor = open.remove();
            Integer producer = index.producer(tensor);
            if (crosses(tensor)) {
                inputs.add(tensor);
            } else if (isGiven(tensor)) {
                constants.add(tensor);
            } else if (producer != null && !live[producer]) {
                live[producer] = true;
                open.addAll(GraphIndex.reads(index.node(producer)));
            }
        }
        List<Value> values = new ArrayList<>();
        for (String tensor : ordered(inputs)) {
            Value value = crossing(tensor);
            if (value == null) {
                return null;
            }
            values.add(value);
        }
        return values.isEmpty() ? null : rest(live, values, constants, reasons);
    }

    /** Whether a constant comes from nodes that look at tensors of the front: a shape. */
    private boolean isGiven(String tensor) {
        Integer producer = index.producer(tensor);
        if (!(known.of(tensor) instanceof Folded folded) || folded.integers() == null) {
            return false;
        }
        return producer == null
                ? index.initializer(tensor) == null && !index.isSparse(tensor)
                : GraphIndex.reads(index.node(producer)).stream().anyMatch(read -> !isConstant(read));
    }

    /** Inputs of the graph first, then tensors in the order in which they are computed. */
    private List<String> ordered(Set<String> tensors) {
        List<String> ordered = new ArrayList<>();
        index.graph().inputs().stream()
                .map(Value::name)
                .filter(tensors::contains)
                .forEach(ordered::add);
        for (int node : index.order()) {
            index.node(node).outputs().stream().filter(tensors::contains).forEach(ordered::add);
        }
        return ordered;
    }

    private @Nullable Value crossing(String tensor) {
        int[] axes = known.of(tensor).dimensions();
        axes = axes == null ? dims.get(tensor) : axes;
        Value declared = index.input(tensor);
        if (axes == null || declared == null && !types.of(tensor).isFloating()) {
            return null;
        }
        List<Dimension> sizes = Arrays.stream(axes)
                .mapToObj(size -> new Dimension(false, size, ""))
                .toList();
        int type = declared == null ? types.of(tensor).number() : declared.dataType();
        return new Value(tensor, "tensor", type, sizes);
    }

    private Rest rest(boolean[] live, List<Value> inputs, Set<String> constants, List<Finding> reasons) {
        Graph graph = index.graph();
        int[] places = new int[live.length];
        List<Node> nodes = new ArrayList<>();
        for (int node = 0; node < live.length; node++) {
            places[node] = nodes.size();
            if (live[node]) {
                nodes.add(named(index.node(node), GraphOrder.nameOf(graph, node)));
            }
        }
        List<Integer> order = index.order().stream()
                .filter(node -> live[node])
                .map(node -> places[node])
                .toList();
        Graph rest = new Graph(nodes, graph.initializers(), graph.sparse(), inputs, graph.outputs());
        OnnxModel cut = new OnnxModel(
                model.bytes(), model.header(), model.opsets(), rest, model.functions(), model.trainingInfo());
        return new Rest(cut, order, constants, reasons);
    }

    /** A node without a name is called by its place in the whole graph. */
    private static Node named(Node node, String name) {
        return new Node(name, node.opType(), node.domain(), node.inputs(), node.outputs(), node.attributes());
    }
}
