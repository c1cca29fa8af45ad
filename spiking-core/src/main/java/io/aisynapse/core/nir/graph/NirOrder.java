package io.aisynapse.core.nir.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * An order in which every node stands behind its sources, but for the edges that close a circle: those carry the value
 * of the tick before.
 *
 * @param names every node, inputs first
 * @param late edges that lead back
 */
public record NirOrder(List<String> names, Set<NirGraph.Edge> late) {
    /** Depth first from the inputs, in the order of the graph's nodes and edges. */
    public static NirOrder of(NirGraph graph) {
        Search search = new Search(graph);
        graph.nodes().forEach((name, node) -> {
            if (node instanceof NirNode.Input) {
                search.from(name);
            }
        });
        graph.nodes().keySet().forEach(search::from);
        return new NirOrder(search.finished.reversed(), search.late);
    }

    private static final class Search {
        private final Map<String, List<String>> targets = new LinkedHashMap<>();
        private final Set<String> begun = new HashSet<>();
        private final SequencedMap<String, Iterator<String>> open = new LinkedHashMap<>();
        private final List<String> finished = new ArrayList<>();
        private final Set<NirGraph.Edge> late = new HashSet<>();

        Search(NirGraph graph) {
            for (NirGraph.Edge edge : graph.edges()) {
                targets.computeIfAbsent(edge.from(), _ -> new ArrayList<>()).add(edge.to());
            }
        }

        /** Without recursion, since a chain may be thousands of nodes long. */
        void from(String start) {
            Deque<String> path = new ArrayDeque<>();
            enter(start, path);
            while (!path.isEmpty()) {
                String name = path.getLast();
                Iterator<String> left = open.get(name);
                if (left == null || !left.hasNext()) {
                    open.remove(name);
                    finished.add(path.removeLast());
                    continue;
                }
                String target = left.next();
                if (open.containsKey(target)) {
                    late.add(new NirGraph.Edge(name, target));
                }
                enter(target, path);
            }
        }

        private void enter(String name, Deque<String> path) {
            if (begun.add(name)) {
                path.addLast(name);
                open.put(name, targets.getOrDefault(name, List.of()).iterator());
            }
        }
    }
}
