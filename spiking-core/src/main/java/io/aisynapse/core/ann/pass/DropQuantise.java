package io.aisynapse.core.ann.pass;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnLayer.Quantise;
import io.aisynapse.core.ann.AnnLayer.Relu;
import io.aisynapse.core.ann.AnnNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the rounding out of a quantised network, since its neurons round by themselves, and keeps what saturates.
 *
 * <pre>
 *   linear ─ quantise 0…h   ⇒   linear ─ relu(cap h)        the saturation at the zero point is the ReLU
 *   relu ─ quantise 0…h     ⇒   relu(cap ≤ h)
 *   linear ─ quantise l…h ─ relu   ⇒   linear ─ relu(cap ≤ h)
 * </pre>
 *
 * Everywhere else, at the input and before the answer too, it just goes: values inside of its range move by half a
 * level at most, values outside of it are no longer held there.
 */
public final class DropQuantise implements Pass {
    /**
     * One rounding that goes.
     *
     * @param node the ONNX node
     * @param bound largest change of a value inside of the range: half a level
     * @param least lowest value of the range
     * @param most largest value of the range
     */
    public record Dropped(String node, double bound, double least, double most) {}

    /** The roundings of a network. */
    public static List<Dropped> plan(AnnGraph graph) {
        List<Dropped> dropped = new ArrayList<>();
        for (AnnNode node : graph.nodes()) {
            if (node.layer() instanceof Quantise layer) {
                dropped.add(new Dropped(node.name(), layer.scale() / 2, layer.lowest(), layer.highest()));
            }
        }
        return dropped;
    }

    @Override
    public AnnGraph apply(AnnGraph graph) {
        if (plan(graph).isEmpty()) {
            return graph;
        }
        Rewrite rewrite = new Rewrite(graph);
        boolean[] positive = new boolean[rewrite.size()];
        boolean[] input = new boolean[rewrite.size()];
        for (int index = 0; index < rewrite.size(); index++) {
            positive[index] = isPositive(rewrite, index, positive);
            input[index] = isInput(rewrite, index, input);
            if (rewrite.layer(index) instanceof Quantise layer && rewrite.isLive(index)) {
                int source = rewrite.inputOf(index);
                positive[index] = positive[source];
                drop(rewrite, index, layer, positive[source] || input[source]);
                positive[index] |= rewrite.layer(index) instanceof Relu;
            }
        }
        return rewrite.finish();
    }

    /** Whether no value can be below 0. */
    private static boolean isPositive(Rewrite rewrite, int index, boolean[] positive) {
        return switch (rewrite.layer(index)) {
            case Relu relu -> true;
            case AnnLayer.MaxPool pool -> positive[rewrite.inputOf(index)];
            case AnnLayer.AveragePool pool -> positive[rewrite.inputOf(index)];
            case AnnLayer.IndexMap map -> positive[rewrite.inputOf(index)];
            case AnnLayer.Concat concat -> allPositive(rewrite, index, positive);
            case AnnLayer.Add add -> allPositive(rewrite, index, positive);
            default -> false;
        };
    }

    private static boolean allPositive(Rewrite rewrite, int index, boolean[] positive) {
        return rewrite.node(index).inputs().stream().allMatch(part -> positive[part]);
    }

    private static boolean isInput(Rewrite rewrite, int index, boolean[] input) {
        return switch (rewrite.layer(index)) {
            case AnnLayer.Input layer -> true;
            case AnnLayer.IndexMap map -> input[rewrite.inputOf(index)];
            default -> false;
        };
    }

    private static void drop(Rewrite rewrite, int index, Quantise layer, boolean needsNoRelu) {
        int source = rewrite.inputOf(index);
        AnnNode node = rewrite.node(index);
        AnnNode before = rewrite.node(source);
        float most = layer.highest();
        boolean isRelu = layer.lowest() == 0 && !needsNoRelu && index < rewrite.size() - 1;
        if (isRelu && most > 0) {
            rewrite.replace(index, new AnnNode(node.name(), "", new Relu(most), node.inputs(), node.shape()));
            return;
        }
        if (before.layer() instanceof Relu relu && relu.cap() > most && most > 0 && rewrite.hasOneReader(source)) {
            rewrite.replace(source, new AnnNode(before.name(), "", new Relu(most), before.inputs(), before.shape()));
        }
        capReaders(rewrite, index, most);
        rewrite.redirect(index, source);
    }

    /** ReLUs behind a rounding that saturates above them saturate as it did. */
    private static void capReaders(Rewrite rewrite, int index, float most) {
        for (int reader = index + 1; reader < rewrite.size(); reader++) {
            AnnNode node = rewrite.node(reader);
            if (node.layer() instanceof Relu relu
                    && node.inputs().getFirst() == index
                    && most > 0
                    && relu.cap() > most) {
                rewrite.replace(reader, new AnnNode(node.name(), "", new Relu(most), node.inputs(), node.shape()));
            }
        }
    }
}
