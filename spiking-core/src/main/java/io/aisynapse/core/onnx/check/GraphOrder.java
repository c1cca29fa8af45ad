package io.aisynapse.core.onnx.check;

import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.onnx.proto.OnnxModel.Graph;
import io.aisynapse.core.onnx.proto.OnnxModel.Node;
import io.aisynapse.core.onnx.proto.OnnxModel.Value;
import io.aisynapse.core.onnx.proto.OnnxTensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks that every tensor has exactly one producer, and finds an order in which producers come first. */
public final class GraphOrder {
    private static final int SHOWN_CYCLE = 12;

    private final Graph graph;
    private final Findings findings;
    private final Map<String, Integer> producers = new HashMap<>();
    private final Set<String> given = new HashSet<>();

    public GraphOrder(Graph graph, Findings findings) {
        this.graph = graph;
        this.findings = findings;
    }

    /** A node's name, or its operator and place when it has none. */
    public static String nameOf(Graph graph, int index) {
        Node node = graph.nodes().get(index);
        return node.name().isEmpty() ? node.opType() + "_" + index : node.name();
    }

    /** The nodes' indices in topological order; incomplete when there is a cycle, which is then among the findings. */
    public List<Integer> order() {
        collectProducers();
        findUndefined();
        return sort();
    }

    private void collectProducers() {
        Set<String> initializers = new HashSet<>();
        for (OnnxTensor tensor : graph.initializers()) {
            addGiven(initializers, tensor.name());
        }
        graph.sparse().forEach(sparse -> addGiven(initializers, sparse.values().name()));
        Set<String> inputs = new HashSet<>();
        for (Value input : graph.inputs()) {
            addGiven(inputs, input.name());
        }
        given.addAll(initializers);
        given.addAll(inputs);
        for (int index = 0; index < graph.nodes().size(); index++) {
            for (String output : graph.nodes().get(index).outputs()) {
                Integer other = output.isEmpty() ? null : producers.putIfAbsent(output, index);
                if (other != null) {
                    duplicate(output, "nodes %s and %s".formatted(nameOf(graph, other), nameOf(graph, index)));
                } else if (given.contains(output)) {
                    duplicate(output, "the graph's inputs or initialisers, and node " + nameOf(graph, index));
                }
            }
        }
    }

    private void addGiven(Set<String> into, String name) {
        if (!into.add(name)) {
            duplicate(name, "two inputs or two initialisers of this name");
        }
    }

    private void duplicate(String tensor, String producers) {
        findings.add(new Finding(
                "duplicate-tensor",
                "tensor " + tensor,
                "produced by " + producers,
                "one producer",
                "Give each tensor its own name."));
    }

    private void findUndefined() {
        for (int index = 0; index < graph.nodes().size(); index++) {
            for (String input : graph.nodes().get(index).inputs()) {
                requireDefined(input, "node " + nameOf(graph, index));
            }
        }
        for (Value output : graph.outputs()) {
            if (output.name().isEmpty()) {
                undefined("", "a graph output");
            }
            requireDefined(output.name(), "graph output " + output.name());
        }
    }

    private void requireDefined(String tensor, String place) {
        if (!tensor.isEmpty() && !producers.containsKey(tensor) && !given.contains(tensor)) {
            undefined(tensor, place);
        }
    }

    private void undefined(String tensor, String place) {
        findings.add(new Finding(
                "undefined-tensor",
                place,
                "tensor '" + tensor + "', which nothing produces",
                "a graph input, an initialiser or a node's output",
                "Export the model with its weights, and with all nodes."));
    }

    private List<Integer> sort() {
        int count = graph.nodes().size();
        int[] waiting = new int[count];
        List<@Nullable List<Integer>> readers = new ArrayList<>(Collections.nCopies(count, null));
        for (int index = 0; index < count; index++) {
            for (String input : graph.nodes().get(index).inputs()) {
                Integer producer = producers.get(input);
                if (producer != null) {
                    waiting[index]++;
                    List<Integer> list = readers.get(producer);
                    if (list == null) {
                        list = new ArrayList<>(1);
                        readers.set(producer, list);
                    }
                    list.add(index);
                }
            }
        }
        ArrayDeque<Integer> ready = new ArrayDeque<>();
        for (int index = 0; index < count; index++) {
            if (waiting[index] == 0) {
                ready.add(index);
            }
        }
        List<Integer> order = new ArrayList<>(count);
        while (!ready.isEmpty()) {
            int index = ready.remove();
            order.add(index);
            List<Integer> behind = readers.get(index);
            for (int reader : behind == null ? List.<Integer>of() : behind) {
                if (--waiting[reader] == 0) {
                    ready.add(reader);
                }
            }
        }
        if (order.size() < count) {
            reportCycle(waiting);
        }
        return order;
    }

    /** Walks backwards along nodes that still wait, until one comes up again. */
    private void reportCycle(int[] waiting) {
        int index = 0;
        while (waiting[index] == 0) {
            index++;
        }
        List<Integer> path = new ArrayList<>();
        int[] seenAt = new int[waiting.length];
        Arrays.fill(seenAt, -1);
        while (seenAt[index] < 0) {
            seenAt[index] = path.size();
            path.add(index);
            index = waitingProducer(index, waiting);
        }
        List<Integer> cycle = path.subList(seenAt[index], path.size()).reversed();
        List<String> names = new ArrayList<>();
        cycle.stream().limit(SHOWN_CYCLE).forEach(node -> names.add(nameOf(graph, node)));
        String rest = cycle.size() > SHOWN_CYCLE ? " → … (%d nodes)".formatted(cycle.size()) : "";
        findings.add(new Finding(
                "cyclic-graph",
                "node " + names.getFirst(),
                "the cycle %s%s → %s".formatted(String.join(" → ", names), rest, names.getFirst()),
                "a graph without cycles",
                "Unroll the recurrence, or export a feed-forward model."));
    }

    private int waitingProducer(int index, int[] waiting) {
        for (String input : graph.nodes().get(index).inputs()) {
            Integer producer = producers.get(input);
            if (producer != null && waiting[producer] > 0) {
                return producer;
            }
        }
        throw new IllegalStateException("a waiting node has a waiting producer");
    }
}
