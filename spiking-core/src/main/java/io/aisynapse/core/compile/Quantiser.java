package io.aisynapse.core.compile;

import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.neuron.Coding;
import io.aisynapse.core.neuron.Decoding;
import io.aisynapse.core.neuron.NeuronModel;
import io.aisynapse.core.neuron.Transfer;
import io.aisynapse.core.program.Current;
import io.aisynapse.core.program.IntegerDecoding;
import io.aisynapse.core.program.Ranges;
import io.aisynapse.core.program.Stage;
import io.aisynapse.core.program.Synapses;
import io.aisynapse.core.snn.Projection;
import io.aisynapse.core.snn.SnnGraph;
import io.aisynapse.core.snn.SnnNode;
import io.aisynapse.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Turns weights, biases and thresholds into the integers of the chip. A projection whose source holds still becomes a
 * {@link Current} with mantissas of its own scale, since the host computes it; all others share the population's
 * threshold and exponents, or the readout's scale. A readout that hears no spikes at all takes the input for events.
 */
final class Quantiser {
    /** A current's multiplier stays below 2^31 while its largest weight is at most so many times that of events. */
    private static final double LARGEST_CURRENT = 1 << 13;

    /** Before a value is rounded to levels and cut off, it may be so many times the largest level. */
    private static final double LEVELS_HEADROOM = 64;

    private final SnnGraph graph;
    private final int timeSteps;
    private final ChipSpec.Precision precision;
    private final List<Finding> findings;
    private final List<Stage> stages = new ArrayList<>();
    private final LeakyStages leaky;
    private boolean[] still = new boolean[0];

    Quantiser(SnnGraph graph, ChipSpec.Precision precision, int timeSteps, List<Finding> findings) {
        this.graph = graph;
        this.timeSteps = timeSteps;
        this.precision = precision;
        this.findings = findings;
        this.leaky = new LeakyStages(this, graph, timeSteps, precision, findings);
    }

    List<Stage> quantise() {
        for (SnnNode node : graph.nodes()) {
            still = Ranges.still(stages);
            stages.add(stage(node));
        }
        return stages;
    }

    private Stage stage(SnnNode node) {
        return switch (node) {
            case SnnNode.Input n -> new Stage.Input(n.name(), n.shape(), n.step(), n.maxLevel(), n.perTick());
            case SnnNode.SumPool n -> new Stage.SumPool(n.name(), n.shape(), n.source(), n.window());
            case SnnNode.MaxGate n -> new Stage.MaxGate(n.name(), n.shape(), n.source(), n.window(), n.least());
            case SnnNode.IndexMap n -> new Stage.IndexMap(n.name(), n.shape(), n.source(), n.map());
            case SnnNode.Concat n -> new Stage.Concat(n.name(), n.shape(), n.sources());
            case SnnNode.Population n -> population(n);
            case SnnNode.Unit n -> unit(n);
            case SnnNode.LeakyPopulation n -> leaky.population(n);
            case SnnNode.Readout n ->
                n.decoding() instanceof Decoding.Potential potential ? leaky.potentials(n, potential) : readout(n);
        };
    }

    private Stage population(SnnNode.Population node) {
        int channels = node.shape().channels();
        List<WeightView> events = views(node.projections(), node.shape(), false);
        List<WeightView> currents = views(node.projections(), node.shape(), true);
        Thresholds thresholds = thresholds(node, events, currents);
        checkWeights(node.name(), events, thresholds);
        checkEvents(node.name(), node.model().largestEvent());
        double[] factors = thresholds.factors();
        long[] bias = new long[channels];
        for (int c = 0; c < channels; c++) {
            double unit = (double) thresholds.threshold()[c] * Ranges.BIAS_UNIT;
            bias[c] = Ranges.clipBias(Math.round(node.bias()[c] * unit));
        }
        return new Stage.Population(
                node.name(),
                node.shape(),
                events.stream().map(view -> synapses(view, factors)).toList(),
                currents.stream()
                        .map(view -> current(node.name(), view, thresholds.threshold()))
                        .toList(),
                new Stage.Membranes(thresholds.threshold(), thresholds.exponent(), bias),
                node.eventValue(),
                node.model());
    }

    /**
     * In serial coding a membrane holds up to T thresholds, and half as much again before it saturates. The multiplier
     * of a current, at the least shift of 1, has 31 bits: where an input is worth many thresholds, these are small; so
     * they are where a bias would be cut off.
     */
    private int mostThreshold(SnnNode.Population node, List<WeightView> currents) {
        int channels = node.shape().channels();
        double most = graph.coding() == Coding.SERIAL
                ? (double) (precision.stateLimit() + 1) / (2 * timeSteps)
                : Integer.MAX_VALUE;
        for (float bias : node.bias()) {
            most = Math.min(most, Ranges.MAX_STEP / Math.abs((double) bias));
        }
        for (WeightView current : currents) {
            double largest = Arrays.stream(WeightView.largest(List.of(current), channels))
                    .max()
                    .orElse(0);
            double bound = Integer.MAX_VALUE / 2.0 * precision.maxMantissa() / (largest * Ranges.BIAS_UNIT);
            most = Math.min(most, bound);
        }
        return (int) Math.max(1, most);
    }

    private Thresholds thresholds(SnnNode.Population node, List<WeightView> events, List<WeightView> currents) {
        NeuronModel model = node.model();
        Thresholds.Wanted wanted = Thresholds.Wanted.of(mostThreshold(node, currents), model.largestEvent());
        Thresholds first = Thresholds.choose(events, precision, node.shape().channels(), wanted);
        return model.transfer() instanceof Transfer.Levels && precision.thresholdPerNeuron()
                ? GridThresholds.of(first, events, precision, room(node, events, currents))
                : first;
    }

    /** Largest thresholds with which charges of a tick stay ints, and the levels are far from the state's end. */
    private double[] room(SnnNode.Population node, List<WeightView> events, List<WeightView> currents) {
        EventBounds bounds = new EventBounds(graph);
        double[] charge = new double[node.shape().channels()];
        for (WeightView view : events) {
            double[] more = bounds.charges(view, node.shape());
            Arrays.setAll(charge, c -> charge[c] + more[c]);
        }
        double state = precision.stateLimit() / (LEVELS_HEADROOM * node.model().largestEvent());
        double most = Math.min(mostThreshold(node, currents), Math.min(Thresholds.MAX_THRESHOLD, state));
        Arrays.setAll(charge, c -> Math.min(most, Ranges.MAX_STEP / 2 / charge[c]));
        return charge;
    }

    private Stage unit(SnnNode.Unit node) {
        checkEvents(node.name(), node.largestEvent());
        return new Stage.Unit(
                node.name(), node.shape(), node.function(), node.operands(), node.eventValue(), node.largestEvent());
    }

    List<WeightView> views(List<Projection> projections, Shape target, boolean constant) {
        return projections.stream()
                .filter(projection -> isStill(projection.source()) == constant)
                .map(projection -> WeightView.of(projection, target))
                .toList();
    }

    /** Sources after the node, which only delayed projections have, are neurons or behind neurons. */
    private boolean isStill(int source) {
        return source < still.length && still[source];
    }

    private Synapses synapses(WeightView view, double[] factors) {
        return new Synapses(view.projection().source(), view.mantissas(factors, precision.maxMantissa()));
    }

    private void checkEvents(String name, int largest) {
        if (largest > 1 && !precision.gradedEvents()) {
            findings.add(new Finding(
                    "does-not-fit",
                    "layer " + name,
                    "graded events up to " + largest,
                    "events of 1, as this chip's spikes are binary",
                    "Use a chip with graded spikes, or the scheme rate, rate-signed or serial."));
        }
    }

    private void checkWeights(String name, List<WeightView> views, Thresholds thresholds) {
        double[] largest = WeightView.largest(views, thresholds.threshold().length);
        double[] factors = thresholds.factors();
        for (int c = 0; c < largest.length; c++) {
            if (largest[c] * factors[c] > precision.maxMantissa() + 0.5) {
                findings.add(new Finding(
                        "weight-out-of-range",
                        "layer %s, channel %d".formatted(name, c),
                        "a weight of %.4g thresholds".formatted(largest[c]),
                        "at most %.4g".formatted((precision.maxMantissa() + 0.5) / factors[c]),
                        "Use calibration data in the range of the model's real inputs."));
            }
        }
    }

    Current current(String name, WeightView view, int[] threshold) {
        double[] largest = WeightView.largest(List.of(view), threshold.length);
        double[] factors = new double[threshold.length];
        double[] wanted = new double[threshold.length];
        for (int c = 0; c < threshold.length; c++) {
            factors[c] = largest[c] == 0 ? 0 : precision.maxMantissa() / largest[c];
            wanted[c] = largest[c] / precision.maxMantissa() * threshold[c] * Ranges.BIAS_UNIT;
        }
        int shift = shiftFor(Arrays.stream(wanted).max().orElse(0));
        int[] multiplier = new int[threshold.length];
        for (int c = 0; c < multiplier.length; c++) {
            double scaled = Math.rint(Math.scalb(wanted[c], shift));
            multiplier[c] = (int) Math.min(Integer.MAX_VALUE, scaled);
            if (scaled > Integer.MAX_VALUE) {
                findings.add(new Finding(
                        "weight-out-of-range",
                        "layer %s, channel %d".formatted(name, c),
                        "an input weight of %.4g thresholds a level".formatted(largest[c]),
                        "a hundredth of it",
                        "Use calibration data in the range of the model's real inputs."));
            }
        }
        return new Current(
                view.projection().source(), view.mantissas(factors, precision.maxMantissa()), multiplier, shift);
    }

    /** Largest shift that keeps the largest multiplier below 2^31. */
    private static int shiftFor(double largest) {
        int shift = 62;
        while (shift > 1 && Math.scalb(largest, shift) > Integer.MAX_VALUE) {
            shift--;
        }
        return shift;
    }

    private Stage readout(SnnNode.Readout node) {
        List<WeightView> spiking = views(node.projections(), node.shape(), false);
        List<WeightView> constant = views(node.projections(), node.shape(), true);
        boolean heard = !spiking.isEmpty();
        List<WeightView> events = heard ? spiking : constant;
        List<WeightView> currents = heard ? constant : List.of();
        double[] scale = readoutScale(events, currents, node.shape().channels());
        double[] factors = Arrays.stream(scale).map(each -> 1 / each).toArray();
        int[] unit = new int[scale.length];
        Arrays.fill(unit, 1);
        double[] bias = new double[scale.length];
        Arrays.setAll(bias, c -> node.bias()[c]);
        return new Stage.Readout(
                node.name(),
                node.shape(),
                events.stream().map(view -> synapses(view, factors)).toList(),
                scale,
                bias,
                new IntegerDecoding.Mean(currents.stream()
                        .map(view -> current(node.name(), view.scaled(factors), unit))
                        .toList()));
    }

    /** What one mantissa unit is worth: the largest weight uses all bits, unless currents then left their range. */
    private double[] readoutScale(List<WeightView> events, List<WeightView> currents, int channels) {
        double[] event = WeightView.largest(events, channels);
        double[] current = WeightView.largest(currents, channels);
        double[] scale = new double[channels];
        for (int c = 0; c < channels; c++) {
            double most = Math.max(event[c], current[c] / LARGEST_CURRENT);
            scale[c] = most == 0 ? 1 : most / precision.maxMantissa();
        }
        return scale;
    }
}
