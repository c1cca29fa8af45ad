package io.aisynapse.core.nir;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * What a NIR file holds. Edges into a node add up.
 *
 * @param nodes by name, in the order they were given
 * @param metadata of the whole graph, as text; a backend may drop it
 * @param eventValues what an event of each channel is worth in the network that the graph was made from, by the name of
 *     its neurons; kept in the nodes' metadata
 */
public record NirGraph(
        SequencedMap<String, NirNode> nodes,
        List<Edge> edges,
        SequencedMap<String, String> metadata,
        Map<String, float[]> eventValues) {
    public NirGraph {
        nodes = new LinkedHashMap<>(nodes);
        edges = List.copyOf(edges);
        metadata = new LinkedHashMap<>(metadata);
        eventValues = new LinkedHashMap<>(eventValues);
    }

    /** Names of its ends. */
    public record Edge(String from, String to) {}

    /** Names of the nodes with an edge into this one. */
    List<String> sources(String name) {
        List<String> sources = new ArrayList<>();
        for (Edge edge : edges) {
            if (edge.to().equals(name)) {
                sources.add(edge.from());
            }
        }
        return sources;
    }
}
