package io.aisynapse.core.ann.pass;

import io.aisynapse.core.ann.AnnNode;
import java.util.List;
import java.util.TreeSet;

/** Tells whether values are functions of one and the same value, place by place. */
public final class OneValue {
    private static final int MOST_NODES = 12;

    private OneValue() {}

    /** Whether all these nodes are computed value by value from one node before them, or are one node. */
    public static boolean isComputedFromOne(List<AnnNode> nodes, List<Integer> indices) {
        TreeSet<Integer> open = new TreeSet<>(indices);
        int size = nodes.get(indices.getFirst()).shape().size();
        for (int steps = 0; steps < MOST_NODES && !open.isEmpty(); steps++) {
            int next = open.pollLast();
            if (open.isEmpty()) {
                return nodes.get(next).shape().size() == size;
            }
            if (next == 0 || !RecogniseFunctions.isElementwise(nodes.get(next))) {
                return false;
            }
            open.addAll(nodes.get(next).inputs());
        }
        return false;
    }
}
