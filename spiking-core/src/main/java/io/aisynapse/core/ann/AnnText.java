package io.aisynapse.core.ann;

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
import io.aisynapse.core.tensor.Window;
import io.aisynapse.core.tensor.Window.Extent;
import java.util.Arrays;

/** A network as text, a line a node: {@code 2 Relu(0..6) (1) 16×14×14}. Tests compare networks by it. */
public final class AnnText {
    private AnnText() {}

    public static String of(AnnGraph graph) {
        StringBuilder text = new StringBuilder();
        for (int index = 0; index < graph.nodes().size(); index++) {
            AnnNode node = graph.nodes().get(index);
            String inputs = node.inputs().isEmpty()
                    ? ""
                    : " " + node.inputs().toString().replace('[', '(').replace(']', ')');
            text.append("%d %s%s %s%n"
                    .formatted(index, of(node.layer()), inputs, node.shape().toText()));
        }
        return text.toString();
    }

    /** The layer's kind and what characterises it, without its weights. */
    public static String of(AnnLayer layer) {
        return switch (layer) {
            case Input input -> "Input";
            case Dense dense -> "Dense %d→%d".formatted(dense.inputCount(), dense.outputCount());
            case Conv conv ->
                "Conv %d→%d%s %s"
                        .formatted(
                                conv.inputChannels(),
                                conv.outputChannels(),
                                conv.groups() == 1 ? "" : " in %d groups".formatted(conv.groups()),
                                of(conv.window()));
            case ChannelAffine affine -> "ChannelAffine %d".formatted(affine.scale().length);
            case Relu relu -> Float.isInfinite(relu.cap()) ? "Relu" : "Relu(0..%s)".formatted(relu.cap());
            case AveragePool pool ->
                "AveragePool %s%s".formatted(of(pool.window()), pool.countsPadding() ? " counting padding" : "");
            case MaxPool pool -> "MaxPool " + of(pool.window());
            case Add add -> "Add";
            case Concat concat -> "Concat";
            case AnnLayer.LeakyRelu leaky -> "LeakyRelu %d".formatted(leaky.slope().length);
            case AnnLayer.Activation activation ->
                "Activation " + activation.function().toText();
            case AnnLayer.Quantise quantise ->
                "Quantise %s %d %d..%d"
                        .formatted(quantise.scale(), quantise.zeroPoint(), quantise.least(), quantise.most());
            case AnnLayer.Multiply multiply -> "Multiply";
            case AnnLayer.Product p ->
                "Product %d×(%d×%d · %d×%d)".formatted(p.batch(), p.rows(), p.inner(), p.inner(), p.columns());
            case AnnLayer.Softmax softmax -> "Softmax " + softmax.size();
            case AnnLayer.LayerNorm norm -> "LayerNorm " + norm.gamma().length;
            case IndexMap map -> "IndexMap " + of(map.source());
        };
    }

    private static String of(int[] source) {
        return source.length <= 16
                ? Arrays.toString(source).replace(" ", "")
                : "%d values, hash %08x".formatted(source.length, Arrays.hashCode(source));
    }

    private static String of(Window window) {
        return "%s×%s".formatted(of(window.vertical()), of(window.horizontal()));
    }

    /** {@code 3s2d1p0,1}, leaving out what is the default. */
    private static String of(Extent extent) {
        String stride = extent.stride() == 1 ? "" : "s" + extent.stride();
        String dilation = extent.dilation() == 1 ? "" : "d" + extent.dilation();
        boolean padded = extent.padBefore() + extent.padAfter() > 0;
        return extent.kernel()
                + stride
                + dilation
                + (padded ? "p%d,%d".formatted(extent.padBefore(), extent.padAfter()) : "");
    }
}
