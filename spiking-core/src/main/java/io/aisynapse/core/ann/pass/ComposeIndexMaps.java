package io.aisynapse.core.ann.pass;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnLayer.IndexMap;
import io.aisynapse.core.ann.AnnNode;

/**
 * Makes one index map of two that follow each other.
 *
 * <pre>
 *   index-map(f) ─ index-map(g)   ⇒   index-map(f ∘ g)
 * </pre>
 */
final class ComposeIndexMaps implements Pass {
    @Override
    public AnnGraph apply(AnnGraph graph) {
        Rewrite rewrite = new Rewrite(graph);
        for (int index = 1; index < rewrite.size(); index++) {
            if (rewrite.layer(index) instanceof IndexMap after
                    && rewrite.layer(rewrite.inputOf(index)) instanceof IndexMap before) {
                AnnNode node = rewrite.node(index);
                rewrite.replace(
                        index,
                        new AnnNode(
                                node.name(),
                                node.tensor(),
                                new IndexMap(composed(before.source(), after.source())),
                                rewrite.node(rewrite.inputOf(index)).inputs(),
                                node.shape()));
            }
        }
        return rewrite.finish();
    }

    private static int[] composed(int[] before, int[] after) {
        int[] source = new int[after.length];
        for (int i = 0; i < source.length; i++) {
            source[i] = after[i] < 0 ? -1 : before[after[i]];
        }
        return source;
    }

    /** Whether every value stays where it is. */
    static boolean isIdentity(IndexMap map, int inputSize) {
        int[] source = map.source();
        if (source.length != inputSize) {
            return false;
        }
        for (int i = 0; i < source.length; i++) {
            if (source[i] != i) {
                return false;
            }
        }
        return true;
    }
}
