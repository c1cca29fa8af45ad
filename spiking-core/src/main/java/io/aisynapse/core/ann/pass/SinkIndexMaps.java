package io.aisynapse.core.ann.pass;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnLayer.ChannelAffine;
import io.aisynapse.core.ann.AnnLayer.IndexMap;
import io.aisynapse.core.ann.AnnLayer.Relu;
import io.aisynapse.core.ann.AnnNode;
import io.aisynapse.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Moves an index map behind a point-wise layer, towards one that it can be folded into. Models with channels last are
 * full of transposes around each layer, which then meet and cancel.
 *
 * <pre>
 *   index-map ─ relu            ⇒   relu ─ index-map             (relu(0) = 0, so padding may be in it)
 *   index-map ─ f               ⇒   f ─ index-map                (f(0) = 0, or no padding in it)
 *   index-map ─ affine(s, t)    ⇒   affine(s', t') ─ index-map   (s, t: one pair a channel in both orders)
 * </pre>
 */
final class SinkIndexMaps implements Pass {
    @Override
    public AnnGraph apply(AnnGraph graph) {
        Rewrite rewrite = new Rewrite(graph);
        for (int index = 1; index < rewrite.size(); index++) {
            int input = rewrite.inputOf(index);
            if (rewrite.isLive(index)
                    && rewrite.layer(input) instanceof IndexMap map
                    && rewrite.hasOneReader(input)
                    && !ComposeIndexMaps.isIdentity(
                            map, sourceShape(rewrite, input).size())) {
                sink(rewrite, index, map);
            }
        }
        return rewrite.finish();
    }

    private static Shape sourceShape(Rewrite rewrite, int map) {
        return rewrite.shape(rewrite.inputOf(map));
    }

    private static void sink(Rewrite rewrite, int index, IndexMap map) {
        int input = rewrite.inputOf(index);
        AnnNode node = rewrite.node(index);
        Shape shape = sourceShape(rewrite, input);
        Optional<AnnLayer> moved = switch (node.layer()) {
            case Relu relu -> Optional.of(relu);
            case AnnLayer.Activation activation when keepsPadding(activation, map) -> Optional.of(activation);
            case ChannelAffine affine -> reordered(affine, node.shape(), map.source(), shape);
            default -> Optional.empty();
        };
        if (moved.isPresent()) {
            AnnNode mapNode = rewrite.node(input);
            rewrite.replace(input, new AnnNode(node.name(), "", moved.get(), mapNode.inputs(), shape));
            rewrite.replace(index, new AnnNode(mapNode.name(), node.tensor(), map, List.of(input), node.shape()));
        }
    }

    /** Whether the function of a padding's 0 is 0, or there is no padding. */
    private static boolean keepsPadding(AnnLayer.Activation activation, IndexMap map) {
        return activation.function().apply(0) == 0
                || Arrays.stream(map.source()).noneMatch(place -> place < 0);
    }

    /** The affine layer before the map, when all values of each of its channels want the same pair. */
    private static Optional<AnnLayer> reordered(ChannelAffine affine, Shape after, int[] source, Shape before) {
        float[] scale = new float[before.channels()];
        float[] shift = new float[before.channels()];
        boolean[] known = new boolean[before.channels()];
        Arrays.fill(scale, 1);
        for (int i = 0; i < source.length; i++) {
            if (source[i] < 0) {
                return Optional.empty();
            }
            int channel = source[i] / before.plane();
            float wantedScale = affine.scale()[i / after.plane()];
            float wantedShift = affine.shift()[i / after.plane()];
            if (known[channel] && (scale[channel] != wantedScale || shift[channel] != wantedShift)) {
                return Optional.empty();
            }
            known[channel] = true;
            scale[channel] = wantedScale;
            shift[channel] = wantedShift;
        }
        return Optional.of(new ChannelAffine(scale, shift));
    }
}
