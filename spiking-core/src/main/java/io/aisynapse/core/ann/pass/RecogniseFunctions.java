package io.aisynapse.core.ann.pass;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnLayer.Activation;
import io.aisynapse.core.ann.AnnNode;
import io.aisynapse.core.tensor.UnaryFunction;
import io.aisynapse.core.tensor.UnaryFunction.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Finds a known function in the several layers that an exporter wrote it as, whatever their order.
 *
 * <pre>
 *   x ─ affine ─ erf ─ affine ─┐
 *   └──────────────────────────× ─ affine   ⇒   x ─ gelu
 * </pre>
 *
 * A part of the network that computes each value from one value alone is evaluated at many points; it is replaced when
 * a known function has the same values at all of them.
 */
final class RecogniseFunctions implements Pass {
    private static final int MOST_NODES = 12;
    private static final double TOLERANCE = 2e-5;
    private static final double RANGE = 8;
    private static final double STEP = 0.173;

    @Override
    public AnnGraph apply(AnnGraph graph) {
        Rewrite rewrite = new Rewrite(graph);
        for (int index = 1; index < rewrite.size(); index++) {
            if (rewrite.isLive(index) && canEnd(rewrite.layer(index))) {
                recognise(rewrite, index);
            }
        }
        return rewrite.finish();
    }

    private static boolean canEnd(AnnLayer layer) {
        return layer instanceof AnnLayer.Multiply
                || layer instanceof Activation
                || layer instanceof AnnLayer.Add
                || layer instanceof AnnLayer.ChannelAffine;
    }

    /** Tries each node that all paths may start at, the farthest first. */
    private static void recognise(Rewrite rewrite, int index) {
        for (int root : roots(rewrite, index)) {
            Optional<UnaryFunction> function = functionBetween(rewrite, root, index);
            if (function.isPresent()) {
                AnnNode node = rewrite.node(index);
                AnnNode from = rewrite.node(root);
                rewrite.replace(
                        index,
                        new AnnNode(
                                node.name(),
                                node.tensor(),
                                new Activation(function.get()),
                                List.of(root),
                                from.shape()));
                return;
            }
        }
    }

    /** Nodes of the same size before this one, in rising order. */
    private static List<Integer> roots(Rewrite rewrite, int index) {
        TreeSet<Integer> open = new TreeSet<>(rewrite.node(index).inputs());
        List<Integer> roots = new ArrayList<>();
        for (int steps = 0; steps < MOST_NODES && !open.isEmpty(); steps++) {
            int next = open.pollLast();
            if (open.isEmpty() && rewrite.shape(next).equals(rewrite.shape(index))) {
                roots.addFirst(next);
            }
            if (next == 0 || !isElementwise(rewrite.node(next))) {
                break;
            }
            open.addAll(rewrite.node(next).inputs());
        }
        return roots;
    }

    static boolean isElementwise(AnnNode node) {
        return switch (node.layer()) {
            case AnnLayer.ChannelAffine affine -> isUniform(affine.scale()) && isUniform(affine.shift());
            case AnnLayer.LeakyRelu leaky -> isUniform(leaky.slope());
            case AnnLayer.Relu _, AnnLayer.Add _, AnnLayer.Multiply _, Activation _ -> true;
            default -> false;
        };
    }

    private static boolean isUniform(float[] values) {
        for (float value : values) {
            if (value != values[0]) {
                return false;
            }
        }
        return true;
    }

    /** The known function that the layers between both nodes compute, when more than one of them is needed for it. */
    private static Optional<UnaryFunction> functionBetween(Rewrite rewrite, int root, int index) {
        List<AnnNode> layers = new ArrayList<>();
        TreeSet<Integer> open = new TreeSet<>(List.of(index));
        TreeSet<Integer> places = new TreeSet<>();
        boolean curved = false;
        while (!open.isEmpty()) {
            int next = open.pollLast();
            if (next == root) {
                continue;
            }
            AnnNode node = rewrite.node(next);
            if (next < root || !isElementwise(node)) {
                return Optional.empty();
            }
            curved |= node.layer() instanceof Activation || node.layer() instanceof AnnLayer.Multiply;
            places.add(next);
            layers.add(node);
            open.addAll(node.inputs());
        }
        boolean square = layers.size() == 1 && layers.getFirst().layer() instanceof AnnLayer.Multiply;
        if (!curved || layers.size() < 2 && !square) {
            return Optional.empty();
        }
        List<double[]> points = new ArrayList<>();
        for (double x = -RANGE; x <= RANGE; x += STEP) {
            points.add(new double[] {x, value(rewrite, places, root, x)});
        }
        return candidates(layers).stream()
                .filter(candidate -> agrees(candidate, points))
                .findFirst();
    }

    private static double value(Rewrite rewrite, TreeSet<Integer> places, int root, double x) {
        Map<Integer, Double> values = new HashMap<>();
        values.put(root, x);
        double last = x;
        for (int place : places) {
            AnnNode node = rewrite.node(place);
            last = value(node, values);
            values.put(place, last);
        }
        return last;
    }

    private static double value(AnnNode node, Map<Integer, Double> values) {
        double first = values.getOrDefault(node.inputs().getFirst(), Double.NaN);
        return switch (node.layer()) {
            case AnnLayer.ChannelAffine affine -> first * affine.scale()[0] + affine.shift()[0];
            case AnnLayer.LeakyRelu leaky -> first > 0 ? first : first * leaky.slope()[0];
            case AnnLayer.Relu relu -> Math.min(Math.max(first, 0), relu.cap());
            case Activation activation -> activation.function().apply(first);
            case AnnLayer.Multiply _ ->
                first * values.getOrDefault(node.inputs().get(1), Double.NaN);
            case AnnLayer.Add _ ->
                node.inputs().stream()
                        .mapToDouble(input -> values.getOrDefault(input, Double.NaN))
                        .sum();
            default -> Double.NaN;
        };
    }

    /** The functions that exporters take apart; those with a parameter with each factor that occurs. */
    private static List<UnaryFunction> candidates(List<AnnNode> layers) {
        List<UnaryFunction> candidates = new ArrayList<>();
        for (Kind kind : List.of(
                Kind.GELU,
                Kind.GELU_TANH,
                Kind.HARD_SWISH,
                Kind.MISH,
                Kind.SOFTPLUS,
                Kind.SOFTSIGN,
                Kind.SIGMOID,
                Kind.TANH)) {
            candidates.add(UnaryFunction.of(kind));
        }
        candidates.add(new UnaryFunction(Kind.SWISH, 1, 0));
        candidates.add(new UnaryFunction(Kind.POWER, 2, 0));
        candidates.add(new UnaryFunction(Kind.POWER, 3, 0));
        for (AnnNode node : layers) {
            if (node.layer() instanceof AnnLayer.ChannelAffine affine) {
                candidates.add(new UnaryFunction(Kind.SWISH, affine.scale()[0], 0));
                candidates.add(new UnaryFunction(Kind.ELU, Math.abs(affine.scale()[0]), 0));
            }
        }
        return candidates;
    }

    private static boolean agrees(UnaryFunction candidate, List<double[]> points) {
        for (double[] point : points) {
            double wanted = candidate.apply(point[0]);
            if (!(Math.abs(point[1] - wanted) <= TOLERANCE * Math.max(1, Math.abs(wanted)))) {
                return false;
            }
        }
        return true;
    }
}
