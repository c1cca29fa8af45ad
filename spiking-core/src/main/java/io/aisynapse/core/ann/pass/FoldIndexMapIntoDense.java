package io.aisynapse.core.ann.pass;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnLayer.Dense;
import io.aisynapse.core.ann.AnnLayer.IndexMap;
import io.aisynapse.core.ann.AnnNode;

/**
 * Reorders the rows of a dense layer, so that its input need not be reordered.
 *
 * <pre>
 *   index-map(f) ─ dense(W)   ⇒   dense(W') with W'[f(i)] = the sum of all rows W[i] that f sends there
 * </pre>
 *
 * A map that picks a few values of many stays: the layer would become mostly zeros.
 */
final class FoldIndexMapIntoDense implements Pass {
    private static final long MOST_GROWTH = 4;

    @Override
    public AnnGraph apply(AnnGraph graph) {
        Rewrite rewrite = new Rewrite(graph);
        for (int index = 1; index < rewrite.size(); index++) {
            int input = rewrite.inputOf(index);
            if (rewrite.layer(index) instanceof Dense dense
                    && rewrite.layer(input) instanceof IndexMap map
                    && rewrite.shape(rewrite.inputOf(input)).size() <= MOST_GROWTH * map.source().length) {
                AnnNode node = rewrite.node(index);
                int inputCount = rewrite.shape(rewrite.inputOf(input)).size();
                rewrite.replace(
                        index,
                        new AnnNode(
                                node.name(),
                                node.tensor(),
                                reordered(dense, map.source(), inputCount),
                                rewrite.node(input).inputs(),
                                node.shape()));
            }
        }
        return rewrite.finish();
    }

    private static Dense reordered(Dense dense, int[] source, int inputCount) {
        int outputs = dense.outputCount();
        float[] weight = new float[Math.multiplyExact(inputCount, outputs)];
        for (int i = 0; i < source.length; i++) {
            for (int output = 0; source[i] >= 0 && output < outputs; output++) {
                weight[source[i] * outputs + output] += dense.weight()[i * outputs + output];
            }
        }
        return new Dense(inputCount, outputs, weight, dense.bias());
    }
}
