package io.aisynapse.core.onnx.hybrid;

import io.aisynapse.core.onnx.proto.OnnxModel;
import io.aisynapse.core.onnx.proto.OnnxModel.Graph;
import io.aisynapse.core.onnx.proto.OnnxModel.Node;
import io.aisynapse.core.onnx.proto.OnnxTensor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who yields each tensor of a graph, and what each node reads, its subgraphs included. */
final class GraphIndex {
    private final Graph graph;
    private final List<Integer> order;
    private final Map<String, Integer> producers = new HashMap<>();
    private final Map<String, OnnxTensor> initializers = new HashMap<>();
    private final Set<String> sparse = new HashSet<>();
    private final Map<String, OnnxModel.Value> inputs = new HashMap<>();

    /** @param order the nodes' indices, producers first */
    GraphIndex(Graph graph, List<Integer> order) {
        this.graph = graph;
        this.order = List.copyOf(order);
        for (int index = 0; index < graph.nodes().size(); index++) {
            for (String output : graph.nodes().get(index).outputs()) {
                producers.put(output, index);
            }
        }
        graph.initializers().forEach(tensor -> initializers.put(tensor.name(), tensor));
        graph.sparse().forEach(tensor -> sparse.add(tensor.values().name()));
        graph.inputs().forEach(input -> inputs.put(input.name(), input));
    }

    Graph graph() {
        return graph;
    }

    List<Integer> order() {
        return order;
    }

    Node node(int index) {
        return graph.nodes().get(index);
    }

    @Nullable
    Integer producer(String tensor) {
        return producers.get(tensor);
    }

    @Nullable
    OnnxTensor initializer(String tensor) {
        return initializers.get(tensor);
    }

    boolean isSparse(String tensor) {
        return sparse.contains(tensor);
    }

    /** The graph's input of this name; an initialiser that is declared as an input too is none. */
    OnnxModel.@Nullable Value input(String tensor) {
        return initializers.containsKey(tensor) || sparse.contains(tensor) ? null : inputs.get(tensor);
    }

    /** Tensors of this graph that a node reads, directly or from inside its subgraphs; absent inputs are left out. */
    static Set<String> reads(Node node) {
        Set<String> reads = new LinkedHashSet<>(node.inputs());
        reads.remove("");
        for (OnnxModel.Attribute attribute : node.attributes().values()) {
            for (Graph body : attribute.subgraphs()) {
                reads.addAll(readsFromOutside(body));
            }
        }
        return reads;
    }

    private static Set<String> readsFromOutside(Graph body) {
        Set<String> reads = new LinkedHashSet<>();
        Set<String> own = new HashSet<>();
        body.inputs().forEach(input -> own.add(input.name()));
        body.initializers().forEach(tensor -> own.add(tensor.name()));
        for (Node node : body.nodes()) {
            reads.addAll(reads(node));
            own.addAll(node.outputs());
        }
        body.outputs().forEach(output -> reads.add(output.name()));
        reads.removeAll(own);
        return reads;
    }
}
