package io.aisynapse.core.ann.pass;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Drops what the answer does not depend on.
 *
 * <pre>
 *   a ─ b ─ answer            a ─ b ─ answer
 *   └── c            ⇒
 * </pre>
 *
 * The input stays in any case, as node 0.
 */
public final class LiveNodes implements Pass {
    @Override
    public AnnGraph apply(AnnGraph graph) {
        AnnGraph live = only(graph, graph.nodes().size() - 1);
        return live.nodes().size() == graph.nodes().size() ? graph : live;
    }

    /** The graph of the nodes that the answer's node reads, directly or through others, with that node last. */
    public static AnnGraph only(AnnGraph graph, int answer) {
        List<AnnNode> nodes = graph.nodes();
        boolean[] live = new boolean[nodes.size()];
        live[0] = true;
        live[answer] = true;
        for (int index = answer; index > 0; index--) {
            if (live[index]) {
                nodes.get(index).inputs().forEach(input -> live[input] = true);
            }
        }
        int[] place = new int[nodes.size()];
        Arrays.fill(place, -1);
        List<AnnNode> kept = new ArrayList<>();
        for (int index = 0; index <= answer; index++) {
            if (live[index]) {
                AnnNode node = nodes.get(index);
                place[index] = kept.size();
                List<Integer> inputs =
                        node.inputs().stream().map(input -> place[input]).toList();
                kept.add(new AnnNode(node.name(), node.tensor(), node.layer(), inputs, node.shape()));
            }
        }
        return graph.with(kept);
    }
}
