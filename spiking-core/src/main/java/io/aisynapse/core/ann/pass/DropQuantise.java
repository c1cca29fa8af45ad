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
 * level at most, values outside of it are no longer held there. What is behind it is close to the ONNX tensors and no
 * longer equal to them, so those names go as well.
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

    /** The roundings of a network that {@link AnnPasses#simplify} will take out. */
    public static List<Dropped> plan(AnnGraph graph) {
        List<Dropped> dropped = new ArrayList<>();
        for (AnnNode node : graph.nodes()) {
            if (node.layer() instanceof Quantise layer) {
                dropped.add(new Dropped(node.name(), layer.scale() / 2, leastOf(layer), mostOf(layer)));
            }
        }
        return dropped;
    }

    private static float leastOf(Quantise layer) {
        return layer.scale() * (layer.least() - layer.zeroPoint());
    }

    private static float mostOf(Quantise layer) {
        return layer.scale() * (layer.most() - layer.zeroPoint());
    }

    @Override
    public AnnGraph apply(AnnGraph graph) {
        if (plan(graph).isEmpty()) {
            return graph;
        }
        AnnGraph unnamed = withoutNames(graph);
        Rewrite rewrite = new Rewrite(unnamed);
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

    /** Names of tensors that something rounded goes into are gone: they are approximated. */
    private static AnnGraph withoutNames(AnnGraph graph) {
        List<AnnNode> nodes = new ArrayList<>();
        boolean[] changed = new boolean[graph.nodes().size()];
        for (int index = 0; index < changed.length; index++) {
            AnnNode node = graph.nodes().get(index);
            changed[index] = node.layer() instanceof Quantise;
            for (int input : node.inputs()) {
                changed[index] |= changed[input];
            }
            String tensor = changed[index] ? "" : node.tensor();
            nodes.add(new AnnNode(node.name(), tensor, node.layer(), node.inputs(), node.shape()));
        }
        return graph.with(nodes);
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
        float most = mostOf(layer);
        boolean isRelu = leastOf(layer) == 0 && !needsNoRelu && index < rewrite.size() - 1;
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
