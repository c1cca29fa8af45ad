package io.aisynapse.core.ann.pass;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnLayer.Add;
import io.aisynapse.core.ann.AnnLayer.AveragePool;
import io.aisynapse.core.ann.AnnLayer.ChannelAffine;
import io.aisynapse.core.ann.AnnLayer.Concat;
import io.aisynapse.core.ann.AnnLayer.Conv;
import io.aisynapse.core.ann.AnnLayer.Dense;
import io.aisynapse.core.ann.AnnLayer.IndexMap;
import io.aisynapse.core.ann.AnnLayer.Input;
import io.aisynapse.core.ann.AnnLayer.MaxPool;
import io.aisynapse.core.ann.AnnLayer.Relu;
import io.aisynapse.core.ann.AnnNode;
import java.util.List;

/**
 * Drops index maps that move nothing and only give values another shape, where the shape can be had without them: it
 * does not matter to what reads them, or what they read can yield it at once.
 *
 * <pre>
 *   x ─ index-map(i) ─ dense           ⇒   x ─ dense
 *   dense 784 ─ index-map(i) 16×7×7    ⇒   dense 16×7×7
 *   x ─ relu ─ index-map(i) 16×7×7     ⇒   x ─ index-map(i) 16×7×7 ─ relu
 * </pre>
 */
final class DropIdleIndexMaps implements Pass {
    @Override
    public AnnGraph apply(AnnGraph graph) {
        Rewrite rewrite = new Rewrite(graph);
        for (int index = 1; index < rewrite.size(); index++) {
            int input = rewrite.inputOf(index);
            if (rewrite.isLive(index)
                    && rewrite.layer(index) instanceof IndexMap map
                    && ComposeIndexMaps.isIdentity(map, rewrite.shape(input).size())) {
                drop(rewrite, index, input);
            }
        }
        return rewrite.finish();
    }

    private static void drop(Rewrite rewrite, int index, int input) {
        AnnNode before = rewrite.node(input);
        AnnNode view = rewrite.node(index);
        boolean isAnswer = index == rewrite.size() - 1;
        if (before.shape().equals(view.shape()) || isAnswer) {
            rewrite.redirect(index, input);
        } else if (rewrite.hasOneReader(input) && isShapeFree(before.layer())) {
            rewrite.replace(
                    input, new AnnNode(before.name(), before.tensor(), before.layer(), before.inputs(), view.shape()));
            rewrite.redirect(index, input);
        } else if (rewrite.hasOneReader(input) && before.layer() instanceof Relu) {
            rewrite.replace(input, new AnnNode(view.name(), "", view.layer(), before.inputs(), view.shape()));
            rewrite.replace(
                    index, new AnnNode(before.name(), view.tensor(), before.layer(), List.of(input), view.shape()));
        } else {
            dropForFlatReaders(rewrite, index, input);
        }
    }

    private static void dropForFlatReaders(Rewrite rewrite, int index, int input) {
        for (int reader = index + 1; reader < rewrite.size() && rewrite.isLive(index); reader++) {
            if (rewrite.isLive(reader)
                    && rewrite.node(reader).inputs().contains(index)
                    && readsFlat(rewrite.layer(reader))) {
                rewrite.redirectReader(reader, index, input);
            }
        }
    }

    /** Whether the layer's result is a flat list that any shape may be laid on. */
    static boolean isShapeFree(AnnLayer layer) {
        return switch (layer) {
            case Input input -> true;
            case Dense dense -> true;
            case IndexMap map -> true;
            case Concat concat -> true;
            case Add add -> true;
            case AnnLayer.Multiply multiply -> true;
            case AnnLayer.Product product -> true;
            case AnnLayer.Softmax softmax -> true;
            case AnnLayer.LayerNorm norm -> true;
            case Conv conv -> false;
            case ChannelAffine affine -> false;
            case Relu relu -> false;
            case AnnLayer.LeakyRelu leaky -> false;
            case AnnLayer.Activation activation -> false;
            case AnnLayer.Quantise quantise -> false;
            case AveragePool pool -> false;
            case MaxPool pool -> false;
        };
    }

    /** Whether only the flat order of its input matters to the layer. */
    private static boolean readsFlat(AnnLayer layer) {
        return !(layer instanceof Input) && isShapeFree(layer);
    }
}
