package io.aisynapse.core.ann.pass;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnLayer.MaxPool;
import io.aisynapse.core.ann.AnnLayer.Relu;
import io.aisynapse.core.ann.AnnNode;
import java.util.List;

/**
 * Puts a ReLU before the max pooling that it follows: they commute, and a spiking network pools what neurons emit.
 *
 * <pre>
 *   max-pool ─ relu   ⇒   relu ─ max-pool
 * </pre>
 */
final class ReluBeforeMaxPool implements Pass {
    @Override
    public AnnGraph apply(AnnGraph graph) {
        Rewrite rewrite = new Rewrite(graph);
        for (int index = 1; index < rewrite.size(); index++) {
            int input = rewrite.inputOf(index);
            if (rewrite.layer(index) instanceof Relu relu
                    && rewrite.layer(input) instanceof MaxPool pool
                    && rewrite.hasOneReader(input)) {
                AnnNode reluNode = rewrite.node(index);
                AnnNode poolNode = rewrite.node(input);
                rewrite.replace(
                        input,
                        new AnnNode(
                                reluNode.name(), "", relu, poolNode.inputs(), rewrite.shape(rewrite.inputOf(input))));
                rewrite.replace(
                        index, new AnnNode(poolNode.name(), reluNode.tensor(), pool, List.of(input), reluNode.shape()));
            }
        }
        return rewrite.finish();
    }
}
