package io.aisynapse.core.ann.pass;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnLayer.Conv;
import io.aisynapse.core.ann.AnnLayer.IndexMap;
import io.aisynapse.core.ann.AnnNode;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.Window;
import io.aisynapse.core.tensor.Window.Extent;
import java.util.List;
import java.util.Optional;

/**
 * Lets a convolution pad by itself.
 *
 * <pre>
 *   index-map(zeros around each plane) ─ conv(pads p)   ⇒   conv(pads p + those zeros)
 * </pre>
 *
 * A pooling keeps its map, since padding means something else there.
 */
final class FoldPaddingIntoConv implements Pass {
    /** Zeros around a plane. */
    private record Padding(int top, int bottom, int left, int right) {}

    @Override
    public AnnGraph apply(AnnGraph graph) {
        Rewrite rewrite = new Rewrite(graph);
        for (int index = 1; index < rewrite.size(); index++) {
            int input = rewrite.inputOf(index);
            if (rewrite.layer(index) instanceof Conv conv && rewrite.layer(input) instanceof IndexMap map) {
                fold(rewrite, index, conv, map);
            }
        }
        return rewrite.finish();
    }

    private static void fold(Rewrite rewrite, int index, Conv conv, IndexMap map) {
        int input = rewrite.inputOf(index);
        int source = rewrite.inputOf(input);
        AnnNode before = rewrite.node(source);
        Optional<Shape> plain = plainShape(map.source(), before.shape().size(), rewrite.shape(input));
        if (plain.isEmpty()) {
            return;
        }
        boolean sameShape = plain.get().equals(before.shape());
        if (!sameShape && !(rewrite.hasOneReader(source) && DropIdleIndexMaps.isShapeFree(before.layer()))) {
            return;
        }
        Optional<Padding> padding = paddingOf(map.source(), plain.get(), rewrite.shape(input));
        if (padding.isPresent()) {
            AnnNode node = rewrite.node(index);
            AnnLayer layer = padded(conv, padding.get());
            rewrite.replace(index, new AnnNode(node.name(), node.tensor(), layer, List.of(source), node.shape()));
            if (!sameShape) {
                rewrite.replace(
                        source,
                        new AnnNode(before.name(), before.tensor(), before.layer(), before.inputs(), plain.get()));
            }
        }
    }

    /** The shape that the values have before padding, read off the first run of them in the map. */
    private static Optional<Shape> plainShape(int[] source, int size, Shape padded) {
        int first = firstValue(source);
        int lineEnd = Math.min(source.length, (first / padded.width() + 1) * padded.width());
        int width = 0;
        while (first + width < lineEnd && source[first + width] == width) {
            width++;
        }
        int line = width * padded.channels();
        return line == 0 || size % line != 0
                ? Optional.empty()
                : Optional.of(new Shape(padded.channels(), size / line, width));
    }

    private static int firstValue(int[] source) {
        int first = 0;
        while (first < source.length && source[first] < 0) {
            first++;
        }
        return first;
    }

    /** The zeros that the map lays around each plane, if it does that and nothing else. */
    private static Optional<Padding> paddingOf(int[] source, Shape plain, Shape padded) {
        int top = firstValue(source) / padded.width();
        int left = firstValue(source) % padded.width();
        Padding padding =
                new Padding(top, padded.height() - plain.height() - top, left, padded.width() - plain.width() - left);
        boolean fits = padding.bottom() >= 0 && padding.right() >= 0 && matches(source, plain, padded, padding);
        return fits ? Optional.of(padding) : Optional.empty();
    }

    private static boolean matches(int[] source, Shape plain, Shape padded, Padding padding) {
        for (int i = 0; i < source.length; i++) {
            int channel = i / padded.plane();
            int y = i % padded.plane() / padded.width() - padding.top();
            int x = i % padded.width() - padding.left();
            boolean inside = y >= 0 && y < plain.height() && x >= 0 && x < plain.width();
            int wanted = inside ? channel * plain.plane() + y * plain.width() + x : -1;
            if (source[i] != wanted) {
                return false;
            }
        }
        return true;
    }

    private static Conv padded(Conv conv, Padding padding) {
        Window window = new Window(
                widened(conv.window().vertical(), padding.top(), padding.bottom()),
                widened(conv.window().horizontal(), padding.left(), padding.right()));
        return new Conv(conv.inputChannels(), conv.outputChannels(), conv.groups(), window, conv.weight(), conv.bias());
    }

    private static Extent widened(Extent extent, int before, int after) {
        return new Extent(
                extent.kernel(),
                extent.stride(),
                extent.dilation(),
                extent.padBefore() + before,
                extent.padAfter() + after);
    }
}
