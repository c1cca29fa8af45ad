package io.aisynapse.core.nir.graph;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Length of each axis of what nodes yield, without a batch axis. */
public final class NirAxes {
    private NirAxes() {}

    /**
     * By node, as far as it can be told.
     *
     * @throws IllegalArgumentException for a node that cannot take what comes
     */
    public static Map<String, int[]> of(NirGraph graph, NirOrder order) {
        Map<String, int[]> axes = new HashMap<>();
        for (String name : order.names()) {
            int[] before = graph.sources(name).stream()
                    .filter(axes::containsKey)
                    .map(axes::get)
                    .findFirst()
                    .orElse(new int[0]);
            try {
                axes.put(name, after(graph.node(name), before));
            } catch (IndexOutOfBoundsException | ArithmeticException e) {
                throw new IllegalArgumentException(
                        "node %s cannot take values of shape %s".formatted(name, Arrays.toString(before)));
            }
        }
        return axes;
    }

    public static int size(int[] axes) {
        int size = 1;
        for (int axis : axes) {
            size = Math.multiplyExact(size, axis);
        }
        return size;
    }

    private static int[] after(NirNode node, int[] before) {
        return switch (node) {
            case NirNode.Input input -> input.shape();
            case NirNode.Affine affine -> new int[] {affine.weight().axes()[0]};
            case NirNode.Linear linear -> new int[] {linear.weight().axes()[0]};
            case NirNode.Conv conv -> convolved(conv, before);
            case NirNode.Pool pool -> pooled(pool, before);
            case NirNode.Flatten flatten -> flattened(flatten, before);
            case NirNode.IntegrateAndFire neuron -> neurons(neuron.spike().threshold(), before);
            case NirNode.LeakyIntegrateAndFire neuron -> neurons(neuron.spike().threshold(), before);
            case NirNode.CurrentLeakyIntegrateAndFire neuron ->
                neurons(neuron.spike().threshold(), before);
            case NirNode.LeakyIntegrator neuron -> neurons(neuron.leak().tau(), before);
            case NirNode.CurrentLeakyIntegrator neuron -> neurons(neuron.leak().tau(), before);
            case NirNode.Integrator neuron -> neurons(neuron.r(), before);
            case NirNode.Threshold neuron -> neurons(neuron.threshold(), before);
            case NirNode.Output _, NirNode.Scale _, NirNode.Delay _, NirNode.Subgraph _ -> before;
        };
    }

    /** A single value stands for all. */
    private static int[] neurons(NirArray parameter, int[] before) {
        return parameter.values().length > 1 || before.length == 0 ? parameter.axes() : before;
    }

    private static int[] convolved(NirNode.Conv conv, int[] before) {
        NirNode.Steps steps = conv.steps();
        int[] axes = before.clone();
        axes[0] = conv.weight().axes()[0];
        for (int axis = 1; axis < axes.length; axis++) {
            int reach = steps.dilation()[axis - 1] * (conv.weight().axes()[axis + 1] - 1) + 1;
            int padded = before[axis] + steps.padBefore()[axis - 1] + steps.padAfter()[axis - 1];
            axes[axis] = slid(padded, reach, steps.stride()[axis - 1]);
        }
        return axes;
    }

    private static int[] pooled(NirNode.Pool pool, int[] before) {
        int[] axes = before.clone();
        for (int axis = 1; axis < axes.length; axis++) {
            int padded = before[axis] + 2 * pool.padding()[axis - 1];
            axes[axis] = slid(padded, pool.kernel()[axis - 1], pool.stride()[axis - 1]);
        }
        return axes;
    }

    private static int slid(int padded, int reach, int stride) {
        if (reach > padded) {
            throw new IllegalArgumentException("a window of %d over %d values".formatted(reach, padded));
        }
        return (padded - reach) / stride + 1;
    }

    /** Axes {@code startDim} to {@code endDim} become one; negative ones count from the end. */
    public static int[] flattened(NirNode.Flatten flatten, int[] before) {
        int first = flatten.startDim() < 0 ? flatten.startDim() + before.length : flatten.startDim();
        int last = flatten.endDim() < 0 ? flatten.endDim() + before.length : flatten.endDim();
        if (first < 0 || last >= before.length || first > last) {
            throw new IllegalArgumentException(
                    "axes %d to %d flattened of %s".formatted(first, last, List.of(Arrays.toString(before))));
        }
        int[] axes = new int[before.length - (last - first)];
        Arrays.fill(axes, 1);
        for (int axis = 0; axis < before.length; axis++) {
            axes[axis <= first ? axis : Math.max(first, axis - (last - first))] *= before[axis];
        }
        return axes;
    }
}
