package io.aisynapse.core.nir.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What a NIR file holds. Edges into a node add up.
 *
 * @param nodes by name, in the order they were given
 * @param metadata of the whole graph, as text; a backend may drop it
 * @param numbers kept in the metadata by our own export, by node and then by one of {@link #KEYS}, or {@link
 *     #LAST_PLACES}
 */
public record NirGraph(
        SequencedMap<String, NirNode> nodes,
        List<Edge> edges,
        SequencedMap<String, String> metadata,
        Map<String, Map<String, float[]>> numbers) {
    /** What an event of each channel is worth in the network that the graph was made from. */
    public static final String EVENT_VALUE = "event_value";

    /** Bias of each channel without what stands for a start at half a threshold. */
    public static final String BIAS = "bias";

    /**
     * Of each weight, last places between it times the input step and the weight that was exported. Before the node's
     * name, in the metadata of the whole graph: convolutions have none in older versions of NIR.
     */
    public static final String LAST_PLACES = "last_places_of_";

    /** Channels, height and width of neurons that the graph has in a row. */
    public static final String SHAPE = "shape";

    public static final List<String> KEYS = List.of(EVENT_VALUE, BIAS, SHAPE);

    public NirGraph {
        nodes = new LinkedHashMap<>(nodes);
        edges = List.copyOf(edges);
        metadata = new LinkedHashMap<>(metadata);
        numbers = new LinkedHashMap<>(numbers);
    }

    /** Names of its ends. */
    public record Edge(String from, String to) {}

    /** The node of this name, which must be there. */
    public NirNode node(String name) {
        return Objects.requireNonNull(nodes.get(name), name);
    }

    /** Numbers of a node's metadata under a key, if it has as many as wanted. */
    public Optional<float[]> numbers(String node, String key, int count) {
        float[] found = numbers.getOrDefault(node, Map.of()).get(key);
        return found != null && found.length == count ? Optional.of(found) : Optional.empty();
    }

    /** Names of the nodes with an edge into this one. */
    public List<String> sources(String name) {
        List<String> sources = new ArrayList<>();
        for (Edge edge : edges) {
            if (edge.to().equals(name)) {
                sources.add(edge.from());
            }
        }
        return sources;
    }
}
