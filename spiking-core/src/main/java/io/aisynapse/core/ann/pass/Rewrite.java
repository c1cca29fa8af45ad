package io.aisynapse.core.ann.pass;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnNode;
import io.aisynapse.core.tensor.Shape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * A network while a pass rewrites it. Nodes are replaced in their place, so that indices stay; what nobody reads any
 * more is dropped at the end.
 */
final class Rewrite {
    private final AnnGraph graph;
    private final List<AnnNode> nodes;
    private final int[] readers;
    private final int[] moved;
    private boolean changed;

    Rewrite(AnnGraph graph) {
        this.graph = graph;
        this.nodes = new ArrayList<>(graph.nodes());
        this.readers = new int[nodes.size()];
        this.moved = new int[nodes.size()];
        for (int index = 0; index < moved.length; index++) {
            moved[index] = index;
            nodes.get(index).inputs().forEach(input -> readers[input]++);
        }
        readers[moved.length - 1]++;
    }

    int size() {
        return nodes.size();
    }

    AnnNode node(int index) {
        return nodes.get(index);
    }

    /** Index of the only or first input. */
    int inputOf(int index) {
        return nodes.get(index).inputs().getFirst();
    }

    AnnLayer layer(int index) {
        return nodes.get(index).layer();
    }

    Shape shape(int index) {
        return nodes.get(index).shape();
    }

    /** Whether the node is read at all, that is, not left over from an earlier rewrite. */
    boolean isLive(int index) {
        return index == 0 || readers[index] > 0;
    }

    /** Whether nothing but one node reads this one, so that it may change what it yields. */
    boolean hasOneReader(int index) {
        return readers[index] == 1;
    }

    void replace(int index, AnnNode with) {
        changed = true;
        with.inputs().forEach(input -> readers[input]++);
        List<Integer> before = nodes.set(index, with).inputs();
        release(before);
    }

    /** Lets everything that reads one node read another that yields the same values. */
    void redirect(int index, int to) {
        changed = true;
        for (int reader = index + 1; reader < nodes.size() && readers[index] > 0; reader++) {
            AnnNode node = nodes.get(reader);
            if (isLive(reader) && node.inputs().contains(index)) {
                redirectReader(reader, index, to);
            }
        }
        if (index == nodes.size() - 1) {
            moved[index] = to;
            readers[to]++;
            readers[index] = 0;
            release(nodes.get(index).inputs());
        }
    }

    /** Lets one reader read another node. */
    void redirectReader(int reader, int index, int to) {
        AnnNode node = nodes.get(reader);
        List<Integer> inputs =
                node.inputs().stream().map(input -> input == index ? to : input).toList();
        replace(reader, new AnnNode(node.name(), node.tensor(), node.layer(), inputs, node.shape()));
    }

    private void release(List<Integer> inputs) {
        ArrayDeque<Integer> released = new ArrayDeque<>(inputs);
        while (!released.isEmpty()) {
            int input = released.remove();
            if (--readers[input] == 0) {
                released.addAll(nodes.get(input).inputs());
            }
        }
    }

    /** The rewritten network, or the very one it was when nothing changed. */
    AnnGraph finish() {
        if (!changed) {
            return graph;
        }
        AnnGraph whole = graph.with(nodes);
        return LiveNodes.only(whole, moved[moved.length - 1]);
    }
}
