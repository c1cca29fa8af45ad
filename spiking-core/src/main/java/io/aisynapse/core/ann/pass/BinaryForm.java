package io.aisynapse.core.ann.pass;

import io.aisynapse.core.ann.Activations;
import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnLayer.Activation;
import io.aisynapse.core.ann.AnnLayer.ChannelAffine;
import io.aisynapse.core.ann.AnnNode;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.UnaryFunction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The form of a network that binary spikes can compute: functions become a few ramps, each a ReLU with a cap.
 *
 * <pre>
 *   z ─ f   ⇒   z ─ affine(1, −tⱼ) ─ relu(0..lⱼ) ─ affine(αⱼ, 0) ─ add ─ affine(1, f(t₀))
 * </pre>
 *
 * Unlike the passes of {@link AnnPasses} this changes the answers a little; the largest error of each function is
 * returned. The roundings of quantised tensors go, since neurons round by themselves. Products, softmax and
 * normalisations stay, since no ReLU computes them.
 */
public final class BinaryForm {
    /** Beyond calibration's range by this share of it, job data may go. */
    private static final double MARGIN = 0.05;

    private static final double SMALLEST_RANGE = 1e-3;

    private final AnnGraph graph;
    private final List<AnnNode> nodes = new ArrayList<>();
    private final List<Replaced> replaced = new ArrayList<>();

    private BinaryForm(AnnGraph graph) {
        this.graph = graph;
    }

    /**
     * A network in binary form.
     *
     * @param graph simplified again
     * @param replaced one entry a function that was replaced, in order
     */
    public record Result(AnnGraph graph, List<Replaced> replaced) {
        public Result {
            replaced = List.copyOf(replaced);
        }
    }

    /**
     * A function that became ramps.
     *
     * @param node the layer's name
     * @param least smallest argument that the ramps were fitted for
     * @param most largest such argument
     * @param ramps how many populations stand for the function
     * @param largestError between function and ramps in that range
     */
    public record Replaced(
            String node, UnaryFunction function, double least, double most, int ramps, double largestError) {}

    /**
     * The network with each function as ramps that fit the arguments seen in calibration.
     *
     * @param simplified by {@link AnnPasses#simplify}
     * @param calibration what values a network's nodes take
     */
    public static Result of(AnnGraph simplified, Function<AnnGraph, Activations> calibration) {
        AnnGraph unrounded = AnnPasses.withoutRoundings(simplified);
        boolean any = unrounded.nodes().stream().anyMatch(node -> node.layer() instanceof Activation);
        if (!any) {
            return new Result(unrounded, List.of());
        }
        BinaryForm form = new BinaryForm(unrounded);
        form.rewrite(ranges(unrounded, calibration.apply(unrounded)));
        AnnGraph whole = unrounded.with(form.nodes);
        return new Result(AnnPasses.simplify(whole), form.replaced);
    }

    /** Least and largest argument of each function, by node; other nodes have none. */
    private static double[][] ranges(AnnGraph graph, Activations calibration) {
        double[][] ranges = new double[graph.nodes().size()][];
        for (int row = 0; row < calibration.count(); row++) {
            float[][] values = calibration.row(row);
            for (int index = 0; index < ranges.length; index++) {
                AnnNode node = graph.nodes().get(index);
                if (node.layer() instanceof Activation) {
                    ranges[index] = widened(ranges[index], values[node.inputs().getFirst()]);
                }
            }
        }
        return ranges;
    }

    private static double[] widened(double @Nullable [] range, float[] values) {
        double[] wide = range == null ? new double[] {values[0], values[0]} : range;
        for (float value : values) {
            wide[0] = Math.min(wide[0], value);
            wide[1] = Math.max(wide[1], value);
        }
        return wide;
    }

    private void rewrite(double[][] ranges) {
        int[] places = new int[ranges.length];
        for (int index = 0; index < ranges.length; index++) {
            AnnNode node = graph.nodes().get(index);
            List<Integer> inputs =
                    node.inputs().stream().map(input -> places[input]).toList();
            if (node.layer() instanceof Activation activation) {
                double margin = Math.max(SMALLEST_RANGE, (ranges[index][1] - ranges[index][0]) * MARGIN);
                replace(node, activation.function(), inputs.getFirst(), new double[] {
                    ranges[index][0] - margin, ranges[index][1] + margin
                });
            } else {
                nodes.add(new AnnNode(node.name(), node.tensor(), node.layer(), inputs, node.shape()));
            }
            places[index] = nodes.size() - 1;
        }
    }

    private void replace(AnnNode node, UnaryFunction function, int input, double[] range) {
        Hinges hinges = Hinges.fit(function, range[0], range[1]);
        List<Integer> ramps = new ArrayList<>();
        for (Hinges.Ramp ramp : hinges.ramps()) {
            String name = node.name() + "/ramp" + ramps.size();
            int shifted = add(name, affine(node.shape(), 1, -ramp.start()), List.of(input), node.shape());
            int held = add(name, new AnnLayer.Relu(ramp.length()), List.of(shifted), node.shape());
            ramps.add(add(name, affine(node.shape(), ramp.slope(), 0), List.of(held), node.shape()));
        }
        if (ramps.isEmpty()) {
            ramps.add(add(node.name() + "/flat", affine(node.shape(), 0, 0), List.of(input), node.shape()));
        }
        int sum = ramps.size() == 1
                ? ramps.getFirst()
                : add(node.name(), new AnnLayer.Add(), List.copyOf(ramps), node.shape());
        if (hinges.offset() != 0) {
            add(node.name(), affine(node.shape(), 1, hinges.offset()), List.of(sum), node.shape());
        }
        replaced.add(new Replaced(
                node.name(), function, range[0], range[1], hinges.ramps().size(), hinges.largestError()));
    }

    private int add(String name, AnnLayer layer, List<Integer> inputs, Shape shape) {
        nodes.add(new AnnNode(name, "", layer, inputs, shape));
        return nodes.size() - 1;
    }

    private static ChannelAffine affine(Shape shape, float scale, float shift) {
        float[] scales = new float[shape.channels()];
        float[] shifts = new float[shape.channels()];
        Arrays.fill(scales, scale);
        Arrays.fill(shifts, shift);
        return new ChannelAffine(scales, shifts);
    }
}
