package io.aisynapse.core.ann.pass;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnLayer.ChannelAffine;
import io.aisynapse.core.ann.AnnLayer.Conv;
import io.aisynapse.core.ann.AnnLayer.Dense;
import io.aisynapse.core.ann.AnnLayer.LayerNorm;
import io.aisynapse.core.ann.AnnNode;
import java.util.Optional;

/**
 * Folds a channel-wise affine layer, such as a batch norm or a bias, into the linear layer before it, since a spiking
 * neuron has no place for one.
 *
 * <pre>
 *   dense(W, b)  ─ affine(s, t)   ⇒   dense(W·s, b·s + t)
 *   conv(W, b)   ─ affine(s, t)   ⇒   conv(W·s, b·s + t)
 *   affine(u, v) ─ affine(s, t)   ⇒   affine(u·s, v·s + t)
 *   layer-norm(γ, β) ─ affine(s, t)   ⇒   layer-norm(γ·s, β·s + t)   (s, t: the same for each run)
 * </pre>
 *
 * Nothing else may read the layer before. An affine layer behind anything else stays for {@link FoldAffineForward}.
 */
final class FoldAffineBackward implements Pass {
    @Override
    public AnnGraph apply(AnnGraph graph) {
        Rewrite rewrite = new Rewrite(graph);
        for (int index = 1; index < rewrite.size(); index++) {
            int input = rewrite.inputOf(index);
            if (rewrite.layer(index) instanceof ChannelAffine affine && rewrite.hasOneReader(input)) {
                AnnNode node = rewrite.node(index);
                AnnNode before = rewrite.node(input);
                Optional<AnnLayer> layer = folded(before, affine, node.shape().plane());
                if (layer.isPresent()) {
                    rewrite.replace(
                            index,
                            new AnnNode(before.name(), node.tensor(), layer.get(), before.inputs(), node.shape()));
                }
            }
        }
        return rewrite.finish();
    }

    private static Optional<AnnLayer> folded(AnnNode before, ChannelAffine affine, int plane) {
        int channels = affine.scale().length;
        return switch (before.layer()) {
            case Dense dense -> Optional.of(folded(dense, affine, plane));
            case Conv conv when conv.outputChannels() == channels -> Optional.of(folded(conv, affine));
            case ChannelAffine first when first.scale().length == channels -> Optional.of(folded(first, affine));
            case LayerNorm norm -> folded(norm, affine, plane);
            default -> Optional.empty();
        };
    }

    /** Empty when two runs want different pairs. */
    private static Optional<AnnLayer> folded(LayerNorm norm, ChannelAffine affine, int plane) {
        int size = norm.gamma().length;
        float[] gamma = new float[size];
        float[] beta = new float[size];
        for (int i = 0; i < affine.scale().length * plane; i++) {
            float scale = affine.scale()[i / plane];
            float shift = affine.shift()[i / plane];
            int first = i % size / plane;
            if (affine.scale()[first] != scale || affine.shift()[first] != shift) {
                return Optional.empty();
            }
            gamma[i % size] = norm.gamma()[i % size] * scale;
            beta[i % size] = norm.beta()[i % size] * scale + shift;
        }
        return Optional.of(new LayerNorm(gamma, beta, norm.epsilon()));
    }

    private static Dense folded(Dense dense, ChannelAffine affine, int plane) {
        int outputs = dense.outputCount();
        float[] weight = new float[dense.weight().length];
        float[] bias = new float[outputs];
        for (int output = 0; output < outputs; output++) {
            float scale = affine.scale()[output / plane];
            bias[output] = dense.bias()[output] * scale + affine.shift()[output / plane];
            for (int at = output; at < weight.length; at += outputs) {
                weight[at] = dense.weight()[at] * scale;
            }
        }
        return new Dense(dense.inputCount(), outputs, weight, bias);
    }

    private static Conv folded(Conv conv, ChannelAffine affine) {
        float[] weight = conv.weight().clone();
        float[] bias = new float[conv.outputChannels()];
        int kernel = weight.length / bias.length;
        for (int i = 0; i < weight.length; i++) {
            weight[i] *= affine.scale()[i / kernel];
        }
        for (int channel = 0; channel < bias.length; channel++) {
            bias[channel] = conv.bias()[channel] * affine.scale()[channel] + affine.shift()[channel];
        }
        return new Conv(conv.inputChannels(), conv.outputChannels(), conv.groups(), conv.window(), weight, bias);
    }

    private static ChannelAffine folded(ChannelAffine first, ChannelAffine second) {
        float[] scale = new float[first.scale().length];
        float[] shift = new float[scale.length];
        for (int channel = 0; channel < scale.length; channel++) {
            scale[channel] = first.scale()[channel] * second.scale()[channel];
            shift[channel] = first.shift()[channel] * second.scale()[channel] + second.shift()[channel];
        }
        return new ChannelAffine(scale, shift);
    }
}
