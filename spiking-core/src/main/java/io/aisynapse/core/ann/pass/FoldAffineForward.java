package io.aisynapse.core.ann.pass;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnLayer.ChannelAffine;
import io.aisynapse.core.ann.AnnLayer.Conv;
import io.aisynapse.core.ann.AnnLayer.Dense;
import io.aisynapse.core.ann.AnnNode;
import io.aisynapse.core.tensor.Window;
import io.aisynapse.core.tensor.Window.Extent;
import java.util.Optional;

/**
 * Folds a channel-wise affine layer into the linear layer behind it, for example a normalisation of the input.
 *
 * <pre>
 *   affine(s, t) ─ dense(W, b)   ⇒   dense(s·W, b + t·W)
 *   affine(s, t) ─ conv(W, b)    ⇒   conv(s·W, b + t·W)    (no padding, or t = 0)
 * </pre>
 *
 * Before a convolution with padding a shift stays: padding holds zeros behind the affine layer, so the edge would come
 * out wrong.
 */
final class FoldAffineForward implements Pass {
    @Override
    public AnnGraph apply(AnnGraph graph) {
        Rewrite rewrite = new Rewrite(graph);
        for (int index = 1; index < rewrite.size(); index++) {
            int input = rewrite.inputOf(index);
            if (rewrite.layer(input) instanceof ChannelAffine affine) {
                AnnNode node = rewrite.node(index);
                Optional<AnnLayer> layer =
                        folded(affine, node.layer(), rewrite.shape(input).plane());
                if (layer.isPresent()) {
                    AnnNode before = rewrite.node(input);
                    rewrite.replace(
                            index, new AnnNode(node.name(), node.tensor(), layer.get(), before.inputs(), node.shape()));
                }
            }
        }
        return rewrite.finish();
    }

    private static Optional<AnnLayer> folded(ChannelAffine affine, AnnLayer layer, int plane) {
        return switch (layer) {
            case Dense dense -> Optional.of(folded(affine, dense, plane));
            case Conv conv
            when affine.scale().length == conv.inputChannels() && isExact(affine, conv.window()) ->
                Optional.of(folded(affine, conv));
            default -> Optional.empty();
        };
    }

    private static boolean isExact(ChannelAffine affine, Window window) {
        boolean shifts = false;
        for (float shift : affine.shift()) {
            shifts |= shift != 0;
        }
        return !shifts || !pads(window.vertical()) && !pads(window.horizontal());
    }

    private static boolean pads(Extent extent) {
        return extent.padBefore() > 0 || extent.padAfter() > 0;
    }

    private static Dense folded(ChannelAffine affine, Dense dense, int plane) {
        int outputs = dense.outputCount();
        float[] weight = new float[dense.weight().length];
        double[] bias = widened(dense.bias());
        for (int at = 0; at < weight.length; at++) {
            int channel = at / outputs / plane;
            weight[at] = dense.weight()[at] * affine.scale()[channel];
            bias[at % outputs] += (double) dense.weight()[at] * affine.shift()[channel];
        }
        return new Dense(dense.inputCount(), outputs, weight, narrowed(bias));
    }

    private static Conv folded(ChannelAffine affine, Conv conv) {
        int area = conv.window().area();
        int inputsPerGroup = conv.inputChannels() / conv.groups();
        int outputsPerGroup = conv.outputChannels() / conv.groups();
        float[] weight = new float[conv.weight().length];
        double[] bias = widened(conv.bias());
        for (int at = 0; at < weight.length; at++) {
            int output = at / area / inputsPerGroup;
            int input = output / outputsPerGroup * inputsPerGroup + at / area % inputsPerGroup;
            weight[at] = conv.weight()[at] * affine.scale()[input];
            bias[output] += (double) conv.weight()[at] * affine.shift()[input];
        }
        return new Conv(
                conv.inputChannels(), conv.outputChannels(), conv.groups(), conv.window(), weight, narrowed(bias));
    }

    private static double[] widened(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }

    private static float[] narrowed(double[] values) {
        float[] narrow = new float[values.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (float) values[i];
        }
        return narrow;
    }
}
