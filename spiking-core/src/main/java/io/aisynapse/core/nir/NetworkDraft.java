package io.aisynapse.core.nir;

import io.aisynapse.core.snn.Projection;
import io.aisynapse.core.snn.SnnNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Nodes of a spiking network in the order in which they were thought of, sources named by it; neurons may be spoken of
 * before they are there, since recurrent ones read each other.
 */
final class NetworkDraft {
    private final List<@Nullable SnnNode> nodes = new ArrayList<>();

    /** A number for a node that is put in later. */
    int reserve() {
        nodes.add(null);
        return nodes.size() - 1;
    }

    void put(int number, SnnNode node) {
        nodes.set(number, node);
    }

    int add(SnnNode node) {
        nodes.add(node);
        return nodes.size() - 1;
    }

    /** All nodes, each behind those whose events of the same tick it needs; sources renumbered. */
    List<SnnNode> ordered() {
        int[] position = new int[nodes.size()];
        List<SnnNode> ordered = new ArrayList<>();
        boolean[] done = new boolean[nodes.size()];
        while (ordered.size() < nodes.size()) {
            int before = ordered.size();
            for (int n = 0; n < done.length; n++) {
                SnnNode node = Objects.requireNonNull(nodes.get(n));
                boolean last = node instanceof SnnNode.Readout && ordered.size() < nodes.size() - 1;
                if (!done[n] && !last && isReady(node, done)) {
                    done[n] = true;
                    position[n] = ordered.size();
                    ordered.add(node);
                }
            }
            if (ordered.size() == before) {
                throw new IllegalArgumentException("neurons that wait for each other within a tick");
            }
        }
        ordered.replaceAll(node -> renumbered(node, position));
        return ordered;
    }

    private static boolean isReady(SnnNode node, boolean[] done) {
        return node.wires().stream().allMatch(source -> done[source])
                && node.incoming().stream().allMatch(each -> each.delay() > 0 || done[each.source()]);
    }

    private static SnnNode renumbered(SnnNode node, int[] position) {
        return switch (node) {
            case SnnNode.Input input -> input;
            case SnnNode.SumPool n -> new SnnNode.SumPool(n.name(), n.shape(), position[n.source()], n.window());
            case SnnNode.IndexMap n -> new SnnNode.IndexMap(n.name(), n.shape(), position[n.source()], n.map());
            case SnnNode.Population n ->
                new SnnNode.Population(
                        n.name(),
                        n.shape(),
                        renumbered(n.projections(), position),
                        n.bias(),
                        n.eventValue(),
                        n.model());
            case SnnNode.LeakyPopulation n ->
                new SnnNode.LeakyPopulation(
                        n.name(), n.shape(), renumbered(n.projections(), position), n.bias(), n.membrane(), n.firing());
            case SnnNode.Readout n ->
                new SnnNode.Readout(n.name(), n.shape(), renumbered(n.projections(), position), n.bias(), n.decoding());
            case SnnNode.MaxGate _, SnnNode.Concat _, SnnNode.Unit _ ->
                throw new IllegalStateException("no import makes " + node.name());
        };
    }

    private static List<Projection> renumbered(List<Projection> projections, int[] position) {
        return projections.stream()
                .map(each -> new Projection(position[each.source()], each.kernel(), each.delay(), each.receptor()))
                .toList();
    }
}
