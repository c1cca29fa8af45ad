package io.aisynapse.core.ann.pass;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnLayer.Activation;
import io.aisynapse.core.ann.AnnLayer.AveragePool;
import io.aisynapse.core.ann.AnnLayer.ChannelAffine;
import io.aisynapse.core.ann.AnnLayer.LayerNorm;
import io.aisynapse.core.ann.AnnNode;
import io.aisynapse.core.ann.AnnRunner;
import io.aisynapse.core.tensor.UnaryFunction.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * Finds a layer normalisation in the means, squares and roots that an exporter wrote it as.
 *
 * <pre>
 *   x ─ mean ─ sub ─ square ─ mean ─ affine(ε) ─ sqrt ─ reciprocal ─┐
 *   └────────── sub ────────────────────────────────────────────────×   ⇒   x ─ layer-norm(1, 0, ε)
 * </pre>
 *
 * The part is run on seeded values and replaced when a layer normalisation yields the same.
 */
final class RecogniseLayerNorm implements Pass {
    private static final int MOST_NODES = 24;
    private static final int TRIALS = 3;
    private static final double TOLERANCE = 1e-5;
    private static final float LARGEST_EPSILON = 0.1f;

    @Override
    public AnnGraph apply(AnnGraph graph) {
        Rewrite rewrite = new Rewrite(graph);
        for (int index = 1; index < rewrite.size(); index++) {
            if (rewrite.isLive(index) && rewrite.layer(index) instanceof AnnLayer.Multiply) {
                recognise(graph, rewrite, index);
            }
        }
        return rewrite.finish();
    }

    private static void recognise(AnnGraph graph, Rewrite rewrite, int index) {
        Optional<AnnGraph> part = partBefore(graph, rewrite, index);
        if (part.isEmpty()) {
            return;
        }
        Optional<LayerNorm> norm = normOf(part.get());
        if (norm.isPresent()) {
            int root = Integer.parseInt(part.get().outputs().getFirst().name());
            AnnNode node = rewrite.node(index);
            rewrite.replace(index, new AnnNode(node.name(), node.tensor(), norm.get(), List.of(root), node.shape()));
        }
    }

    /** What computes the node from the one value that all its paths start at, which is the part's input. */
    private static Optional<AnnGraph> partBefore(AnnGraph graph, Rewrite rewrite, int index) {
        TreeSet<Integer> open = new TreeSet<>(rewrite.node(index).inputs());
        TreeSet<Integer> inside = new TreeSet<>(List.of(index));
        int means = 0;
        while (!open.isEmpty() && inside.size() < MOST_NODES) {
            int next = open.pollLast();
            boolean meets = open.isEmpty() && means >= 2;
            if (meets && rewrite.shape(next).size() == rewrite.shape(index).size()) {
                return Optional.of(part(graph, rewrite, next, inside));
            }
            if (!isPartOfNorm(rewrite.layer(next))) {
                return Optional.empty();
            }
            means += rewrite.layer(next) instanceof AveragePool ? 1 : 0;
            inside.add(next);
            open.addAll(rewrite.node(next).inputs());
        }
        return Optional.empty();
    }

    private static boolean isPartOfNorm(AnnLayer layer) {
        return switch (layer) {
            case ChannelAffine _, AveragePool _, AnnLayer.IndexMap _, AnnLayer.Add _, AnnLayer.Multiply _ -> true;
            case Activation activation ->
                List.of(Kind.POWER, Kind.SQRT, Kind.RECIPROCAL)
                        .contains(activation.function().kind());
            default -> false;
        };
    }

    /** The nodes as a network of their own; its reference names the index of the root. */
    private static AnnGraph part(AnnGraph graph, Rewrite rewrite, int root, TreeSet<Integer> inside) {
        List<Integer> places = new ArrayList<>(inside);
        List<AnnNode> nodes = new ArrayList<>();
        nodes.add(new AnnNode("root", "", new AnnLayer.Input(), List.of(), rewrite.shape(root)));
        for (int place : places) {
            AnnNode node = rewrite.node(place);
            List<Integer> inputs = node.inputs().stream()
                    .map(input -> input == root ? 0 : places.indexOf(input) + 1)
                    .toList();
            nodes.add(new AnnNode(node.name(), "", node.layer(), inputs, node.shape()));
        }
        return AnnGraph.simple(graph.inputs().getFirst(), nodes, graph.tail(), Integer.toString(root));
    }

    private static Optional<LayerNorm> normOf(AnnGraph part) {
        int size = part.inputShape().size();
        int runs = part.nodes().stream()
                .filter(node -> node.layer() instanceof AveragePool)
                .mapToInt(node -> node.shape().size())
                .min()
                .orElse(size);
        if (size % runs != 0) {
            return Optional.empty();
        }
        float[] ones = new float[size / runs];
        Arrays.fill(ones, 1);
        return part.nodes().stream()
                .filter(node -> node.layer() instanceof ChannelAffine)
                .map(node -> ((ChannelAffine) node.layer()).shift()[0])
                .filter(shift -> shift > 0 && shift < LARGEST_EPSILON)
                .map(epsilon -> new LayerNorm(ones, new float[ones.length], epsilon))
                .filter(norm -> agrees(part, norm))
                .findFirst();
    }

    private static boolean agrees(AnnGraph part, LayerNorm norm) {
        AnnNode input = part.nodes().getFirst();
        List<AnnNode> nodes = List.of(input, new AnnNode("norm", "", norm, List.of(0), input.shape()));
        AnnGraph whole = AnnGraph.simple(part.inputs().getFirst(), nodes, part.tail(), "");
        SplittableRandom random = new SplittableRandom(11);
        for (int trial = 0; trial < TRIALS; trial++) {
            float[] sample = new float[input.shape().size()];
            for (int i = 0; i < sample.length; i++) {
                sample[i] = (random.nextFloat() * 2 - 0.9f) * (trial == 0 ? 0.01f : trial);
            }
            float[] seen = new AnnRunner(part).run(sample)[part.nodes().size() - 1];
            float[] wanted = new AnnRunner(whole).run(sample)[1];
            for (int i = 0; i < seen.length; i++) {
                if (!(Math.abs(seen[i] - wanted[i]) <= TOLERANCE * Math.max(1, Math.abs(wanted[i])))) {
                    return false;
                }
            }
        }
        return true;
    }
}
