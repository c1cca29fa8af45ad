package io.aisynapse.core.convert;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnNode;
import io.aisynapse.core.convert.Signal.Currents;
import io.aisynapse.core.convert.Signal.Events;
import io.aisynapse.core.convert.Signal.Term;
import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.core.neuron.NeuronModel;
import io.aisynapse.core.snn.Kernel;
import io.aisynapse.core.snn.Projection;
import io.aisynapse.core.snn.SnnGraph;
import io.aisynapse.core.snn.SnnNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rewrites layers into populations and projections.
 *
 * <pre>
 *   linear ─ relu          ⇒   projection ─ population, weights W·θ_in/θ_out, bias b/θ_out, threshold 1
 *   average pool ─ linear  ⇒   sum pool ─ projection with 1/k² in its weights
 *   linear + linear ─ relu ⇒   two projections into one population
 *   linear ─ linear        ⇒   linear ─ (relu(z), relu(−z)) ─ linear: two populations, the second with weights −W
 *   linear, at the end     ⇒   readout
 * </pre>
 *
 * Between neurons values travel as {@link Events}; what has passed a linear layer and no neuron is {@link Currents}.
 */
final class LowerToSpiking {
    /** Input levels on either side of zero; calibration's largest input lies at 2/3 of it, job data may exceed it. */
    private static final int INPUT_LEVELS = 2047;

    private static final float INPUT_HEADROOM = 1.5f;

    private final AnnGraph graph;
    private final ActivationStatistics statistics;
    private final int timeSteps;
    private final List<SnnNode> nodes = new ArrayList<>();
    private final List<LayerStatistics> layers = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final List<Signal> signals = new ArrayList<>();

    LowerToSpiking(AnnGraph graph, ActivationStatistics statistics, int timeSteps) {
        this.graph = graph;
        this.statistics = statistics;
        this.timeSteps = timeSteps;
    }

    RateConverted lower() {
        for (AnnNode node : graph.nodes()) {
            signals.add(lower(node));
        }
        Currents logits = asCurrents(signals.getLast());
        nodes.add(new SnnNode.Readout(
                graph.output().name(), graph.output().shape(), logits.projections(), logits.bias()));
        if (!findings.isEmpty()) {
            throw new RejectedModelException(findings);
        }
        return new RateConverted(new SnnGraph(nodes), layers);
    }

    private Signal lower(AnnNode node) {
        return switch (node.layer()) {
            case AnnLayer.Input input -> input(node);
            case AnnLayer.Dense dense -> dense(node, dense);
            case AnnLayer.Conv conv -> convolution(node, conv);
            case AnnLayer.ChannelAffine affine -> affine(node, affine);
            case AnnLayer.Relu relu -> relu(node, relu);
            case AnnLayer.AveragePool pool -> averagePool(node, pool);
            case AnnLayer.MaxPool pool -> maxPool(node, pool);
            case AnnLayer.Add add -> add(node);
            case AnnLayer.Concat concat -> concat(node);
            case AnnLayer.IndexMap map -> indexMap(node, map);
            case AnnLayer.LeakyRelu leaky -> functionRefused(node);
            case AnnLayer.Activation activation -> functionRefused(node);
            case AnnLayer.Quantise quantise -> functionRefused(node);
            case AnnLayer.Multiply multiply -> functionRefused(node);
            case AnnLayer.Product product -> functionRefused(node);
            case AnnLayer.Softmax softmax -> functionRefused(node);
            case AnnLayer.LayerNorm norm -> functionRefused(node);
        };
    }

    private Signal input(AnnNode node) {
        float largest = statistics.largestInput();
        double step = (largest > 0 ? largest : 1.0) * INPUT_HEADROOM / INPUT_LEVELS;
        nodes.add(new SnnNode.Input(node.name(), node.shape(), step, INPUT_LEVELS));
        float[] value = new float[node.shape().size()];
        Arrays.fill(value, (float) step);
        return new Events(node.shape(), List.of(new Term(0, value)));
    }

    private Signal dense(AnnNode node, AnnLayer.Dense dense) {
        List<Projection> projections = new ArrayList<>();
        for (Term term : eventsOf(node, 0).terms()) {
            projections.add(new Projection(term.node(), Kernels.dense(dense, term.value())));
        }
        return new Currents(node.shape(), projections, dense.bias());
    }

    private Signal convolution(AnnNode node, AnnLayer.Conv conv) {
        Events events = eventsOf(node, 0);
        List<Projection> projections = new ArrayList<>();
        for (Term term : events.terms()) {
            float[] value = valueByChannel(node.name(), term, events);
            projections.add(new Projection(term.node(), Kernels.convolution(conv, value)));
        }
        return new Currents(node.shape(), projections, conv.bias());
    }

    private Signal affine(AnnNode node, AnnLayer.ChannelAffine affine) {
        boolean shifts = false;
        for (float shift : affine.shift()) {
            shifts |= shift != 0;
        }
        Signal source = signals.get(node.inputs().getFirst());
        if (!shifts && source instanceof Events events) {
            return new Events(
                    node.shape(),
                    events.terms().stream()
                            .map(term -> new Term(
                                    term.node(), times(term.value(), Kernels.spread(affine.scale(), node.shape()))))
                            .toList());
        }
        Currents currents = asCurrents(source);
        float[] divisor = new float[affine.scale().length];
        float[] bias = affine.shift().clone();
        for (int channel = 0; channel < divisor.length; channel++) {
            divisor[channel] = 1 / affine.scale()[channel];
            bias[channel] += currents.bias()[channel] * affine.scale()[channel];
        }
        return new Currents(node.shape(), divided(currents.projections(), divisor), bias);
    }

    private static float[] times(float[] left, float[] right) {
        float[] product = left.clone();
        for (int i = 0; i < product.length; i++) {
            product[i] *= right[i];
        }
        return product;
    }

    /** A ReLU of what can only be positive and has no cap is nothing; any other is a population. */
    private Signal relu(AnnNode node, AnnLayer.Relu relu) {
        Signal source = signals.get(node.inputs().getFirst());
        if (source instanceof Events events && Float.isInfinite(relu.cap()) && onlyPositive(events)) {
            return events;
        }
        int annNode = signals.size();
        Thresholds thresholds = Thresholds.solve(statistics.of(annNode, false), timeSteps, relu.cap());
        Term term = population(node, annNode, asCurrents(source), new Half(thresholds, false));
        return new Events(node.shape(), List.of(term));
    }

    private boolean onlyPositive(Events events) {
        for (Term term : events.terms()) {
            boolean negativeValue = false;
            for (float value : term.value()) {
                negativeValue |= value < 0;
            }
            if (negativeValue || readsInput(term.node())) {
                return false;
            }
        }
        return true;
    }

    /** Whether input levels, which may be negative, reach this node without passing a neuron. */
    private boolean readsInput(int node) {
        return switch (nodes.get(node)) {
            case SnnNode.Input input -> true;
            case SnnNode.SumPool pool -> readsInput(pool.source());
            case SnnNode.MaxGate gate -> readsInput(gate.source());
            case SnnNode.IndexMap map -> readsInput(map.source());
            case SnnNode.Concat concat -> concat.sources().stream().anyMatch(this::readsInput);
            case SnnNode.Population population -> false;
            case SnnNode.Unit unit -> false;
            case SnnNode.Readout readout -> false;
        };
    }

    /** The part of a node's values that one population carries: {@code relu(z)}, or {@code relu(−z)} when negated. */
    private record Half(Thresholds thresholds, boolean negated) {}

    private Term population(AnnNode node, int annNode, Currents currents, Half half) {
        float[] thresholds = half.thresholds().byChannel();
        float[] divisor = thresholds.clone();
        float[] bias = currents.bias().clone();
        for (int channel = 0; channel < divisor.length; channel++) {
            divisor[channel] *= half.negated() ? -1 : 1;
            bias[channel] /= divisor[channel];
        }
        String name = half.negated() ? node.name() + " (negative part)" : node.name();
        nodes.add(new SnnNode.Population(
                name, node.shape(), divided(currents.projections(), divisor), bias, thresholds, NeuronModel.binary()));
        layers.add(new LayerStatistics(
                name,
                nodes.size() - 1,
                annNode,
                half.negated(),
                thresholds,
                half.thresholds().clippedShare(),
                half.thresholds().silentChannels(),
                half.thresholds().relativeError()));
        return new Term(nodes.size() - 1, Kernels.spread(divisor, node.shape()));
    }

    private static List<Projection> divided(List<Projection> projections, float[] divisor) {
        return projections.stream()
                .map(p -> new Projection(p.source(), Kernels.divideOutputs(p.kernel(), divisor)))
                .toList();
    }

    private Signal averagePool(AnnNode node, AnnLayer.AveragePool pool) {
        Events events = eventsOf(node, 0);
        float[] share = PoolDivisors.shares(pool, events.shape(), node.shape());
        List<Term> terms = new ArrayList<>();
        for (Term term : events.terms()) {
            float[] value = valueByChannel(node.name(), term, events);
            nodes.add(new SnnNode.SumPool(node.name(), node.shape(), term.node(), pool.window()));
            terms.add(new Term(nodes.size() - 1, times(Kernels.spread(value, node.shape()), share)));
        }
        return new Events(node.shape(), terms);
    }

    private Signal maxPool(AnnNode node, AnnLayer.MaxPool pool) {
        Events events = eventsOf(node, 0);
        Term term = events.terms().getFirst();
        if (events.terms().size() > 1) {
            return refused(node, "a maximum over sums of several spiking sources", "a maximum over one ReLU's values");
        }
        float[] value = valueByChannel(node.name(), term, events);
        nodes.add(new SnnNode.MaxGate(node.name(), node.shape(), term.node(), pool.window(), false));
        return new Events(node.shape(), List.of(new Term(nodes.size() - 1, Kernels.spread(value, node.shape()))));
    }

    private Signal add(AnnNode node) {
        List<Signal> sources = node.inputs().stream().map(signals::get).toList();
        if (sources.stream().allMatch(Events.class::isInstance)) {
            return new Events(
                    node.shape(),
                    sources.stream()
                            .flatMap(source -> ((Events) source).terms().stream())
                            .toList());
        }
        List<Projection> projections = new ArrayList<>();
        float[] bias = new float[node.shape().channels()];
        for (Signal source : sources) {
            Currents currents = asCurrents(source);
            projections.addAll(currents.projections());
            for (int channel = 0; channel < bias.length; channel++) {
                bias[channel] += currents.bias()[channel];
            }
        }
        return new Currents(node.shape(), projections, bias);
    }

    private Signal concat(AnnNode node) {
        List<Integer> sources = new ArrayList<>();
        float[] value = new float[node.shape().size()];
        int offset = 0;
        for (int i = 0; i < node.inputs().size(); i++) {
            Events events = eventsOf(node, i);
            if (events.terms().size() > 1) {
                return refused(node, "a sum of several spiking sources", "one ReLU's values in each branch");
            }
            Term term = events.terms().getFirst();
            sources.add(term.node());
            System.arraycopy(term.value(), 0, value, offset, term.value().length);
            offset += term.value().length;
        }
        nodes.add(new SnnNode.Concat(node.name(), node.shape(), sources));
        return new Events(node.shape(), List.of(new Term(nodes.size() - 1, value)));
    }

    private Signal indexMap(AnnNode node, AnnLayer.IndexMap map) {
        List<Term> terms = new ArrayList<>();
        for (Term term : eventsOf(node, 0).terms()) {
            float[] value = new float[map.source().length];
            boolean moves = value.length != term.value().length;
            for (int i = 0; i < value.length; i++) {
                value[i] = map.source()[i] < 0 ? 0 : term.value()[map.source()[i]];
                moves |= map.source()[i] != i;
            }
            if (moves) {
                nodes.add(new SnnNode.IndexMap(node.name(), node.shape(), term.node(), map.source()));
            }
            terms.add(new Term(moves ? nodes.size() - 1 : term.node(), value));
        }
        return new Events(node.shape(), terms);
    }

    /** The input as events; currents that no ReLU follows become a pair of populations, one for each sign. */
    private Events eventsOf(AnnNode node, int input) {
        int annNode = node.inputs().get(input);
        return switch (signals.get(annNode)) {
            case Events events -> events;
            case Currents currents -> {
                Events pair = signPair(annNode, currents);
                signals.set(annNode, pair);
                yield pair;
            }
        };
    }

    private Events signPair(int annNode, Currents currents) {
        AnnNode node = graph.nodes().get(annNode);
        List<Term> terms = new ArrayList<>();
        for (boolean negated : new boolean[] {false, true}) {
            Thresholds thresholds =
                    Thresholds.solve(statistics.of(annNode, negated), timeSteps, Float.POSITIVE_INFINITY);
            terms.add(population(node, annNode, currents, new Half(thresholds, negated)));
        }
        return new Events(currents.shape(), terms);
    }

    private Currents asCurrents(Signal signal) {
        return switch (signal) {
            case Currents currents -> currents;
            case Events events -> identity(events);
        };
    }

    private Currents identity(Events events) {
        List<Projection> projections = new ArrayList<>();
        for (Term term : events.terms()) {
            float[] value = valueByChannel(nodes.get(term.node()).name(), term, events);
            projections.add(new Projection(term.node(), new Kernel.Diagonal(value)));
        }
        return new Currents(
                events.shape(), projections, new float[events.shape().channels()]);
    }

    private float[] valueByChannel(String layer, Term term, Events events) {
        return Kernels.byChannel(term.value(), events.shape()).orElseGet(() -> {
            findings.add(unevenChannels(layer));
            return new float[events.shape().channels()];
        });
    }

    private static Finding unevenChannels(String layer) {
        return new Finding(
                "unsupported-layout",
                "layer " + layer,
                "values of one channel that come from channels with different thresholds",
                "channels that stay whole until the next convolution, pooling or sum",
                "transpose, slice or concatenate along the channel axis only, or behind the last convolution");
    }

    private Signal functionRefused(AnnNode node) {
        return refused(node, node.layer().getClass().getSimpleName(), "a layer that this scheme expresses");
    }

    private Signal refused(AnnNode node, String seen, String wanted) {
        findings.add(new Finding(
                "unsupported-layout",
                "layer " + node.name(),
                seen,
                wanted,
                "put a ReLU behind the sum, before this layer"));
        return new Currents(node.shape(), List.of(), new float[node.shape().channels()]);
    }
}
