package io.aisynapse.core.compile;

import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.neuron.Decoding;
import io.aisynapse.core.program.Current;
import io.aisynapse.core.program.IntegerDecoding;
import io.aisynapse.core.program.IntegerMembrane;
import io.aisynapse.core.program.Ranges;
import io.aisynapse.core.program.Stage;
import io.aisynapse.core.snn.SnnGraph;
import io.aisynapse.core.snn.SnnNode;
import io.aisynapse.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/** Stages of neurons that leak, from nodes in real numbers. */
final class LeakyStages {
    /** A constant current's multiplier stays below 2^31 while a weight, in integer units, is below this. */
    private static final double LARGEST_CONSTANT_WEIGHT = 1 << 20;

    private final Quantiser quantiser;
    private final SnnGraph graph;
    private final int timeSteps;
    private final LeakyQuantiser integers;

    LeakyStages(
            Quantiser quantiser, SnnGraph graph, int timeSteps, ChipSpec.Precision precision, List<Finding> findings) {
        this.quantiser = quantiser;
        this.graph = graph;
        this.timeSteps = timeSteps;
        this.integers = new LeakyQuantiser(precision, findings);
    }

    Stage population(SnnNode.LeakyPopulation node) {
        double[] reference = LeakyQuantiser.reference(node);
        double[] inverse = Arrays.stream(reference).map(each -> 1 / each).toArray();
        List<WeightView> events = quantiser.views(node.projections(), node.shape(), false);
        List<WeightView> constants = scaled(quantiser.views(node.projections(), node.shape(), true), inverse);
        List<WeightView> inThresholds = scaled(events, inverse);
        double[] largest = WeightView.largest(inThresholds, reference.length);
        int[] threshold = integers.thresholds(node.name(), largest, room(inThresholds, constants, node.shape()));
        double[] scale = new double[reference.length];
        Arrays.setAll(scale, c -> threshold[c] * inverse[c]);
        int[][] exponents = integers.exponents(events, scale);
        return new Stage.LeakyPopulation(
                node.name(),
                node.shape(),
                integers.synapses(events, exponents, scale),
                constants.stream()
                        .map(view -> quantiser.current(node.name(), view, threshold))
                        .toList(),
                integers.membrane(node, node.membrane(), node.bias(), exponents, scale),
                integers.firing(node, scale));
    }

    /** Largest thresholds by channel with which charges of a tick stay ints, rounded weights included. */
    private double[] room(List<WeightView> events, List<WeightView> constants, Shape shape) {
        double[] charge = new double[shape.channels()];
        EventBounds bounds = new EventBounds(graph);
        for (WeightView view : events) {
            double[] more = bounds.charges(view, shape);
            Arrays.setAll(charge, c -> charge[c] + more[c]);
        }
        double[] constant = WeightView.largest(constants, shape.channels());
        double[] room = new double[charge.length];
        Arrays.setAll(room, c -> Math.min(Ranges.MAX_STEP / 2 / charge[c], LARGEST_CONSTANT_WEIGHT / constant[c]));
        return room;
    }

    private static List<WeightView> scaled(List<WeightView> views, double[] factor) {
        return views.stream().map(view -> view.scaled(factor)).toList();
    }

    /** The membranes of a readout have no threshold: their unit follows from how far they can be driven. */
    Stage potentials(SnnNode.Readout node, Decoding.Potential decoding) {
        List<WeightView> events = quantiser.views(node.projections(), node.shape(), false);
        double[] bound = new PotentialBound(new EventBounds(graph), timeSteps).of(node, decoding.membrane());
        List<WeightView> constants = quantiser.views(node.projections(), node.shape(), true);
        double[] constant = WeightView.largest(constants, bound.length);
        double[] most = new double[bound.length];
        Arrays.setAll(most, c -> Math.min(integers.limit() / bound[c], LARGEST_CONSTANT_WEIGHT / constant[c]));
        double[] scale = integers.readoutScale(events, most);
        int[][] exponents = integers.exponents(events, scale);
        List<Current> currents = constants.stream()
                .map(view -> constant(node.name(), view, scale))
                .toList();
        IntegerMembrane membrane = integers.membrane(node, decoding.membrane(), node.bias(), exponents, scale);
        return new Stage.Readout(
                node.name(),
                node.shape(),
                integers.synapses(events, exponents, scale),
                Arrays.stream(scale).map(each -> 1 / each).toArray(),
                new double[scale.length],
                new IntegerDecoding.Potential(membrane, currents, decoding.over()));
    }

    /** A current into membranes of which one real unit is {@code scale[c]} integer ones. */
    private Current constant(String name, WeightView view, double[] scale) {
        int[] unit = new int[scale.length];
        double[] factor = new double[scale.length];
        for (int c = 0; c < scale.length; c++) {
            unit[c] = (int) Math.clamp(Math.rint(scale[c]), 1, Integer.MAX_VALUE);
            factor[c] = scale[c] / unit[c];
        }
        return quantiser.current(name, view.scaled(factor), unit);
    }
}
