package io.aisynapse.core.nir.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Puts graphs within a graph into it: their nodes are named {@code outer.inner}, their inputs and outputs become edges.
 * <pre>
 *   a ─▶ [ input ─▶ lif ⇄ w ; lif ─▶ output ] ─▶ b   ⇒   a ─▶ sub.lif ⇄ sub.w ; sub.lif ─▶ b
 * </pre>
 */
public final class NirInlining {
    private final SequencedMap<String, NirNode> nodes = new LinkedHashMap<>();
    private final Set<NirGraph.Edge> edges = new LinkedHashSet<>();

    private NirInlining() {}

    /** The same graph when there is none in it. */
    public static NirGraph inlined(NirGraph graph) {
        if (graph.nodes().values().stream().noneMatch(NirNode.Subgraph.class::isInstance)) {
            return graph;
        }
        NirInlining inlining = new NirInlining();
        inlining.add(graph, "");
        inlining.splice();
        return new NirGraph(inlining.nodes, List.copyOf(inlining.edges), graph.metadata(), graph.numbers());
    }

    private void add(NirGraph graph, String prefix) {
        for (Map.Entry<String, NirNode> entry : graph.nodes().entrySet()) {
            if (entry.getValue() instanceof NirNode.Subgraph inner) {
                add(inner.graph(), prefix + entry.getKey() + ".");
            } else {
                nodes.put(prefix + entry.getKey(), entry.getValue());
            }
        }
        for (NirGraph.Edge edge : graph.edges()) {
            for (String from : ends(graph, prefix, edge.from(), NirNode.Output.class)) {
                for (String to : ends(graph, prefix, edge.to(), NirNode.Input.class)) {
                    edges.add(new NirGraph.Edge(from, to));
                }
            }
        }
    }

    /** Of an edge that touches an inner graph, that graph's outputs or inputs. */
    private static List<String> ends(NirGraph graph, String prefix, String name, Class<? extends NirNode> type) {
        if (!(graph.nodes().get(name) instanceof NirNode.Subgraph inner)) {
            return List.of(prefix + name);
        }
        return inner.graph().nodes().entrySet().stream()
                .filter(entry -> type.isInstance(entry.getValue()))
                .map(entry -> prefix + name + "." + entry.getKey())
                .toList();
    }

    /** Takes out the inputs and outputs of inner graphs, whose names have a dot. */
    private void splice() {
        List<String> ports = nodes.entrySet().stream()
                .filter(entry ->
                        entry.getValue() instanceof NirNode.Input || entry.getValue() instanceof NirNode.Output)
                .map(Map.Entry::getKey)
                .filter(name -> name.contains(".")
                        && edges.stream().anyMatch(edge -> edge.to().equals(name)))
                .filter(name -> edges.stream().anyMatch(edge -> edge.from().equals(name)))
                .toList();
        for (String port : ports) {
            List<NirGraph.Edge> into = new ArrayList<>();
            List<NirGraph.Edge> from = new ArrayList<>();
            for (NirGraph.Edge edge : edges) {
                (edge.to().equals(port) ? into : edge.from().equals(port) ? from : new ArrayList<NirGraph.Edge>())
                        .add(edge);
            }
            into.forEach(edges::remove);
            from.forEach(edges::remove);
            for (NirGraph.Edge before : into) {
                from.forEach(after -> edges.add(new NirGraph.Edge(before.from(), after.to())));
            }
            nodes.remove(port);
        }
    }
}
