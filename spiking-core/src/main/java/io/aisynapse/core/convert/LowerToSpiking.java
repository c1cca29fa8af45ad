package io.aisynapse.core.convert;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnNode;
import io.aisynapse.core.convert.Signal.Currents;
import io.aisynapse.core.convert.Signal.Events;
import io.aisynapse.core.convert.Signal.Term;
import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.core.neuron.Transfer;
import io.aisynapse.core.snn.Projection;
import io.aisynapse.core.snn.SnnGraph;
import io.aisynapse.core.snn.SnnNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Rewrites layers into populations and projections.
 *
 * <pre>
 *   linear ─ relu          ⇒   projection ─ population, weights W·θ_in/θ_out, bias b/θ_out, threshold 1
 *   average pool ─ linear  ⇒   sum pool ─ projection with 1/k² in its weights
 *   linear + linear ─ relu ⇒   two projections into one population
 *   linear ─ linear        ⇒   linear ─ population for values of both signs ─ linear
 *   softmax, products …    ⇒   function units, in schemes that have them
 *   linear, at the end     ⇒   readout
 * </pre>
 *
 * Between neurons values travel as {@link Events}; what has passed a linear layer and no neuron is {@link Currents}.
 */
final class LowerToSpiking {
    private final AnnGraph graph;
    private final ActivationStatistics statistics;
    private final Scheme scheme;
    private final int timeSteps;
    private final List<SnnNode> nodes = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final List<Signal> signals = new ArrayList<>();
    private final Populations populations;
    private final Units units;
    private final Wiring wiring;

    LowerToSpiking(AnnGraph graph, ActivationStatistics statistics, Scheme scheme, int timeSteps) {
        this.graph = graph;
        this.statistics = statistics;
        this.scheme = scheme;
        this.timeSteps = timeSteps;
        this.populations = new Populations(statistics, scheme, timeSteps, nodes);
        this.units = new Units(statistics, scheme, nodes);
        this.wiring = new Wiring(nodes);
    }

    SpikingConverted lower() {
        for (AnnNode node : graph.nodes()) {
            signals.add(lower(node));
        }
        Currents logits = asCurrents(graph.nodes().size() - 1);
        nodes.add(new SnnNode.Readout(graph.output().name(), logits.shape(), logits.projections(), logits.bias()));
        if (!findings.isEmpty()) {
            throw new RejectedModelException(findings);
        }
        return new SpikingConverted(
                scheme, new SnnGraph(scheme.coding(), scheme.startDelay(timeSteps), nodes), populations.layers());
    }

    private Signal lower(AnnNode node) {
        return switch (node.layer()) {
            case AnnLayer.Input _ -> input(node);
            case AnnLayer.Dense dense -> dense(node, dense);
            case AnnLayer.Conv conv -> convolution(node, conv);
            case AnnLayer.ChannelAffine affine -> affine(node, affine);
            case AnnLayer.Relu relu -> relu(node, relu);
            case AnnLayer.LeakyRelu leaky -> leaky(node, leaky);
            case AnnLayer.Activation activation -> activation(node, activation);
            case AnnLayer.AveragePool pool -> averagePool(node, pool);
            case AnnLayer.MaxPool pool -> maxPool(node, pool);
            case AnnLayer.Add _ -> add(node);
            case AnnLayer.Concat _ -> concat(node);
            case AnnLayer.IndexMap map -> indexMap(node, map);
            case AnnLayer.Multiply _, AnnLayer.Product _, AnnLayer.Softmax _, AnnLayer.LayerNorm _ -> unit(node);
            case AnnLayer.Quantise quantise -> quantise(node, quantise);
        };
    }

    private Signal input(AnnNode node) {
        Optional<AnnLayer.Quantise> levels = levelsOfInput();
        double[] steps = InputSteps.of(statistics.largestInputs(), node.shape());
        levels.ifPresent(quantise -> Arrays.fill(steps, quantise.scale()));
        int largest = levels.map(LowerToSpiking::largestLevel).orElse(InputSteps.LEVELS);
        nodes.add(new SnnNode.Input(node.name(), node.shape(), steps, largest));
        float[] value = new float[node.shape().size()];
        for (int i = 0; i < value.length; i++) {
            value[i] = (float) steps[i / node.shape().plane()];
        }
        return Events.of(node.shape(), List.of(new Term(0, value)));
    }

    /** The rounding that everything reads the input through, so that the input can have its very levels. */
    private Optional<AnnLayer.Quantise> levelsOfInput() {
        Set<AnnLayer> readers = new HashSet<>();
        for (AnnNode node : graph.nodes()) {
            if (node.inputs().contains(0)) {
                readers.add(node.layer());
            }
        }
        return readers.size() == 1
                        && readers.iterator().next() instanceof AnnLayer.Quantise quantise
                        && largestLevel(quantise) <= InputSteps.LEVELS
                ? Optional.of(quantise)
                : Optional.empty();
    }

    private static int largestLevel(AnnLayer.Quantise quantise) {
        return Math.max(quantise.most() - quantise.zeroPoint(), quantise.zeroPoint() - quantise.least());
    }

    private Signal dense(AnnNode node, AnnLayer.Dense dense) {
        List<Projection> projections = new ArrayList<>();
        for (Term term : eventsOf(node, 0).terms()) {
            projections.add(new Projection(term.node(), Kernels.dense(dense, term.value())));
        }
        return new Currents(node.shape(), projections, dense.bias());
    }

    private Signal convolution(AnnNode node, AnnLayer.Conv conv) {
        Events events = evenEventsOf(node, 0);
        List<Projection> projections = new ArrayList<>();
        for (Term term : events.terms()) {
            float[] value = Kernels.byChannel(term.value(), events.shape()).orElseThrow();
            projections.add(new Projection(term.node(), Kernels.convolution(conv, value)));
        }
        return new Currents(node.shape(), projections, conv.bias());
    }

    private Signal affine(AnnNode node, AnnLayer.ChannelAffine affine) {
        boolean shifts = false;
        for (float shift : affine.shift()) {
            shifts |= shift != 0;
        }
        if (!shifts && signals.get(node.inputs().getFirst()) instanceof Events events) {
            return scaled(events, Kernels.spread(affine.scale(), node.shape()));
        }
        Currents currents = asCurrents(node.inputs().getFirst());
        float[] divisor = new float[affine.scale().length];
        float[] bias = affine.shift().clone();
        for (int channel = 0; channel < divisor.length; channel++) {
            divisor[channel] = 1 / affine.scale()[channel];
            bias[channel] += currents.bias()[channel] * affine.scale()[channel];
        }
        return new Currents(node.shape(), Kernels.divided(currents.projections(), divisor), bias);
    }

    private static Events scaled(Events events, float[] factor) {
        List<Term> terms = events.terms().stream()
                .map(term -> new Term(term.node(), Kernels.times(term.value(), factor)))
                .toList();
        boolean keepsOrder = true;
        for (float each : factor) {
            keepsOrder &= each >= 0;
        }
        return new Events(events.shape(), terms, events.halves() && keepsOrder);
    }

    /** A ReLU of what can only be positive and has no cap is nothing; any other is a population. */
    private Signal relu(AnnNode node, AnnLayer.Relu relu) {
        Signal source = signals.get(node.inputs().getFirst());
        if (source instanceof Events events && Float.isInfinite(relu.cap()) && wiring.onlyPositive(events)) {
            return events;
        }
        return populations.relu(
                new Populations.Place(node, signals.size()),
                asCurrents(node.inputs().getFirst()),
                relu.cap());
    }

    private Signal leaky(AnnNode node, AnnLayer.LeakyRelu leaky) {
        int input = node.inputs().getFirst();
        if (scheme.hasFunctionUnits()) {
            Populations.Place place = new Populations.Place(node, signals.size());
            return populations.function(place, asCurrents(input), new Transfer.Leaky(leaky.slope()));
        }
        Events halves = signals.get(input) instanceof Events events && events.halves()
                ? events
                : populations.halves(new Populations.Place(graph.nodes().get(input), input), asCurrents(input));
        Term negative = halves.terms().getLast();
        float[] slopes = Kernels.spread(leaky.slope(), node.shape());
        boolean monotone = true;
        for (float slope : leaky.slope()) {
            monotone &= slope >= 0;
        }
        Term sloped = new Term(negative.node(), Kernels.times(negative.value(), slopes));
        return new Events(node.shape(), List.of(halves.terms().getFirst(), sloped), monotone);
    }

    private Signal activation(AnnNode node, AnnLayer.Activation activation) {
        if (!scheme.hasFunctionUnits()) {
            return refused(node, activation.function().toText());
        }
        Populations.Place place = new Populations.Place(node, signals.size());
        int input = node.inputs().getFirst();
        double range = statistics.largest(input) / (double) statistics.largest(signals.size());
        return populations.function(place, asCurrents(input), Homogeneous.of(activation.function(), range));
    }

    private Signal quantise(AnnNode node, AnnLayer.Quantise quantise) {
        int input = node.inputs().getFirst();
        if (input == 0 && levelsOfInput().isPresent()) {
            return signals.getFirst();
        }
        return populations.levels(new Populations.Place(node, signals.size()), asCurrents(input), quantise);
    }

    private Signal averagePool(AnnNode node, AnnLayer.AveragePool pool) {
        Events events = evenEventsOf(node, 0);
        float[] share = PoolDivisors.shares(pool, events.shape(), node.shape());
        List<Term> terms = new ArrayList<>();
        for (Term term : events.terms()) {
            float[] value = Kernels.byChannel(term.value(), events.shape()).orElseThrow();
            nodes.add(new SnnNode.SumPool(node.name(), node.shape(), term.node(), pool.window()));
            terms.add(new Term(nodes.size() - 1, Kernels.times(Kernels.spread(value, node.shape()), share)));
        }
        return new Events(node.shape(), terms, false);
    }

    /** The maximum of both halves is that of the positive ones and, where there is none, the least negative one. */
    private Signal maxPool(AnnNode node, AnnLayer.MaxPool pool) {
        Events events = evenEventsOf(node, 0);
        if (!events.halves() && (events.terms().size() > 1 || wiring.hasMixedValues(events))) {
            int input = node.inputs().getFirst();
            events = materialised(input, events);
            signals.set(input, events);
        }
        List<Term> terms = new ArrayList<>();
        for (Term term : events.terms()) {
            float[] value = Kernels.byChannel(term.value(), events.shape()).orElseThrow();
            boolean least = Wiring.isNegative(value);
            nodes.add(new SnnNode.MaxGate(node.name(), node.shape(), term.node(), pool.window(), least));
            terms.add(new Term(nodes.size() - 1, Kernels.spread(value, node.shape())));
        }
        return new Events(node.shape(), terms, events.halves());
    }

    /** Neurons of their own for a sum of several sources. */
    private Events materialised(int annNode, Events events) {
        Populations.Place place = new Populations.Place(graph.nodes().get(annNode), annNode);
        Currents currents = wiring.identity(events);
        return wiring.onlyPositive(events)
                ? populations.relu(place, currents, Float.POSITIVE_INFINITY)
                : populations.whole(place, currents);
    }

    private Signal add(AnnNode node) {
        List<Signal> sources = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            sources.add(inShape(node, i));
        }
        if (sources.stream().allMatch(Events.class::isInstance)) {
            return Events.of(
                    node.shape(),
                    sources.stream()
                            .flatMap(source -> ((Events) source).terms().stream())
                            .toList());
        }
        List<Projection> projections = new ArrayList<>();
        float[] bias = new float[node.shape().channels()];
        for (int i = 0; i < sources.size(); i++) {
            boolean isView = sources.get(i) != signals.get(node.inputs().get(i));
            Currents currents = isView && sources.get(i) instanceof Events view
                    ? wiring.identity(view)
                    : asCurrents(node.inputs().get(i));
            projections.addAll(currents.projections());
            for (int channel = 0; channel < bias.length; channel++) {
                bias[channel] += currents.bias()[channel];
            }
        }
        return new Currents(node.shape(), projections, bias);
    }

    /** An input in the shape of the result; synapses need both to lie alike, values may come under any shape. */
    private Signal inShape(AnnNode node, int input) {
        Signal signal = signals.get(node.inputs().get(input));
        if (signal.shape().equals(node.shape())) {
            return signal;
        }
        int[] identity = new int[node.shape().size()];
        Arrays.setAll(identity, i -> i);
        boolean alike = signal.shape().channels() == node.shape().channels();
        Events events = alike ? evenEventsOf(node, input) : eventsOf(node, input);
        Events view = wiring.indexMap(node.name(), node.shape(), events, identity);
        return wiring.isEven(view)
                ? view
                : wiring.evened(node, view, statistics.largest(node.inputs().get(input)), scheme);
    }

    /** Branches of several terms are stretched to the whole result, with nothing outside their place. */
    private Signal concat(AnnNode node) {
        List<Events> branches = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            branches.add(eventsOf(node, i));
        }
        return wiring.concat(node, branches);
    }

    private Signal indexMap(AnnNode node, AnnLayer.IndexMap map) {
        return wiring.indexMap(node.name(), node.shape(), eventsOf(node, 0), map.source());
    }

    private Signal unit(AnnNode node) {
        if (!scheme.hasFunctionUnits()) {
            return refused(node, node.layer().getClass().getSimpleName());
        }
        List<Events> operands = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            operands.add(eventsOf(node, i));
        }
        return units.unit(node, signals.size(), operands);
    }

    /** The input as events; currents without a ReLU become neurons that carry both signs. */
    private Events eventsOf(AnnNode node, int input) {
        int annNode = node.inputs().get(input);
        return switch (signals.get(annNode)) {
            case Events events -> events;
            case Currents currents -> {
                Events whole =
                        populations.whole(new Populations.Place(graph.nodes().get(annNode), annNode), currents);
                signals.set(annNode, whole);
                yield whole;
            }
        };
    }

    /** As events whose worth is the same within each channel. */
    private Events evenEventsOf(AnnNode node, int input) {
        Events events = eventsOf(node, input);
        if (wiring.isEven(events)) {
            return events;
        }
        int annNode = node.inputs().get(input);
        Events even = wiring.evened(graph.nodes().get(annNode), events, statistics.largest(annNode), scheme);
        signals.set(annNode, even);
        return even;
    }

    private Currents asCurrents(int annNode) {
        return switch (signals.get(annNode)) {
            case Currents currents -> currents;
            case Events events -> {
                if (!wiring.isEven(events)) {
                    events = wiring.evened(graph.nodes().get(annNode), events, statistics.largest(annNode), scheme);
                    signals.set(annNode, events);
                }
                yield wiring.identity(events);
            }
        };
    }

    private Signal refused(AnnNode node, String seen) {
        findings.add(new Finding(
                "unsupported-op",
                "layer " + node.name(),
                "%s in scheme %s".formatted(seen, scheme.text()),
                "a scheme with function units: graded or differential",
                "choose the scheme graded or differential, or let the layer run as a hybrid's remainder"));
        return new Currents(node.shape(), List.of(), new float[node.shape().channels()]);
    }
}
