package io.aisynapse.core.compile;

import io.aisynapse.core.program.Ranges;
import io.aisynapse.core.snn.Projection;
import io.aisynapse.core.snn.SnnGraph;
import io.aisynapse.core.snn.SnnNode;
import io.aisynapse.core.tensor.Shape;
import java.util.List;

/** How large events can be, before there are stages: a recurrent network's neurons hear some that come later. */
final class EventBounds {
    private final long[] largest;

    EventBounds(SnnGraph graph) {
        List<SnnNode> nodes = graph.nodes();
        this.largest = new long[nodes.size()];
        for (int n = 0; n < largest.length; n++) {
            largest[n] = switch (nodes.get(n)) {
                case SnnNode.Input input -> input.maxLevel();
                case SnnNode.SumPool pool ->
                    Math.min(
                            4L * Ranges.MAX_EVENT,
                            largest[pool.source()] * pool.window().area());
                case SnnNode.MaxGate gate -> 2 * largest[gate.source()] + 2;
                case SnnNode.IndexMap map -> largest[map.source()];
                case SnnNode.Concat concat ->
                    concat.sources().stream().mapToLong(i -> largest[i]).max().orElse(0);
                case SnnNode.Population population -> population.model().largestEvent();
                case SnnNode.LeakyPopulation _ -> 1;
                case SnnNode.Unit unit -> unit.largestEvent();
                case SnnNode.Readout _ -> 0;
            };
        }
    }

    /** Largest charge of a tick through one projection, by channel, in the unit of the view's weights. */
    double[] charges(WeightView view, Shape target) {
        Projection projection = view.projection();
        double[] sums = largestSums(view, target);
        for (int c = 0; c < sums.length; c++) {
            sums[c] *= largest[projection.source()];
        }
        return sums;
    }

    /** Largest {@code Σ |w|} into a neuron, by channel; sparse weights of a channel count together. */
    private static double[] largestSums(WeightView view, Shape target) {
        boolean byNeuron = view.outputs() > 0;
        double[] each = new double[byNeuron ? view.outputs() : target.channels()];
        for (int w = 0; w < view.weight().length; w++) {
            each[byNeuron ? w % view.outputs() : view.channelOf(w)] += Math.abs(view.weight()[w]);
        }
        double[] sums = new double[target.channels()];
        for (int i = 0; i < each.length; i++) {
            int c = byNeuron ? i / target.plane() : i;
            sums[c] = Math.max(sums[c], each[i]);
        }
        return sums;
    }
}
