package io.aisynapse.core.convert;

import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnNode;
import io.aisynapse.core.convert.LayerStatistics.Part;
import io.aisynapse.core.convert.Signal.Currents;
import io.aisynapse.core.convert.Signal.Events;
import io.aisynapse.core.convert.Signal.Term;
import io.aisynapse.core.neuron.NeuronModel;
import io.aisynapse.core.neuron.Transfer;
import io.aisynapse.core.snn.Projection;
import io.aisynapse.core.snn.SnnNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes neurons of currents, as the scheme has them. Weights and biases are divided by what an event is worth, so that
 * every threshold is 1.
 *
 * <pre>
 *   relu(z)              one population
 *   z, binary scheme     relu(z) and relu(−z), the second worth less than 0
 *   z, other schemes     one population with events of both signs
 *   leaky(z), binary     as z, the second worth slope times as much
 * </pre>
 */
final class Populations {
    private static final float NO_CAP = Float.POSITIVE_INFINITY;

    private final ActivationStatistics statistics;
    private final Scheme scheme;
    private final int timeSteps;
    private final List<SnnNode> nodes;
    private final List<LayerStatistics> layers = new ArrayList<>();

    /** @param nodes of the spiking graph so far; populations are added */
    Populations(ActivationStatistics statistics, Scheme scheme, int timeSteps, List<SnnNode> nodes) {
        this.statistics = statistics;
        this.scheme = scheme;
        this.timeSteps = timeSteps;
        this.nodes = nodes;
    }

    List<LayerStatistics> layers() {
        return layers;
    }

    /** A node of the real-valued graph that wants neurons for its values. */
    record Place(AnnNode node, int index) {}

    Events relu(Place place, Currents currents, float cap) {
        NeuronModel model = new NeuronModel(
                scheme.largestEvent(),
                scheme.leastCorrection(),
                !scheme.isBinary(),
                new Transfer.Relu(scheme.hasFunctionUnits() ? cap : NO_CAP));
        Thresholds thresholds = solve(place, Part.POSITIVE, cap);
        return Events.of(currents.shape(), List.of(add(place, currents, Part.POSITIVE, thresholds, model)));
    }

    /** Values of both signs. */
    Events whole(Place place, Currents currents) {
        if (scheme.isBinary()) {
            return halves(place, currents);
        }
        return function(place, currents, new Transfer.Identity());
    }

    /** Values of both signs as two populations. */
    Events halves(Place place, Currents currents) {
        List<Term> terms = new ArrayList<>();
        for (Part part : new Part[] {Part.POSITIVE, Part.NEGATIVE}) {
            terms.add(add(place, currents, part, solve(place, part, NO_CAP), NeuronModel.binary()));
        }
        return new Events(currents.shape(), terms, true);
    }

    /** {@code f(z)} by one population whose neurons have that transfer. */
    Events function(Place place, Currents currents, Transfer transfer) {
        return function(place, currents, new Homogeneous(transfer, 1, 1));
    }

    /** {@code f(z)} in the units that suit both ranges. */
    Events function(Place place, Currents currents, Homogeneous scaled) {
        NeuronModel model = new NeuronModel(scheme.largestEvent(), scheme.leastCorrection(), false, scaled.transfer());
        Thresholds thresholds = solve(place, Part.WHOLE, NO_CAP);
        Term term = add(place, currents, Part.WHOLE, thresholds, model);
        if (nodes.get(term.node()) instanceof SnnNode.Population population) {
            nodes.set(term.node(), scaled.in(population));
        }
        return Events.of(currents.shape(), List.of(term));
    }

    /** Values of both signs rounded to the levels of a quantised tensor; an event is a level where K is enough. */
    Events levels(Place place, Currents currents, AnnLayer.Quantise quantise) {
        int least = quantise.least() - quantise.zeroPoint();
        int most = quantise.most() - quantise.zeroPoint();
        int levels = Math.max(1, Math.max(-least, most));
        float threshold = quantise.scale() * Math.ceilDiv(levels, scheme.largestEvent()) * scheme.largestEvent();
        NeuronModel model = new NeuronModel(
                scheme.largestEvent(),
                scheme.leastCorrection(),
                false,
                new Transfer.Levels(quantise.scale(), Math.min(0, least), Math.max(0, most)));
        Thresholds thresholds = Thresholds.of(statistics, place.index(), threshold);
        return Events.of(currents.shape(), List.of(add(place, currents, Part.WHOLE, thresholds, model)));
    }

    private Thresholds solve(Place place, Part part, float cap) {
        return Thresholds.solve(statistics, place.index(), part, ThresholdSolver.of(scheme, timeSteps), cap);
    }

    private Term add(Place place, Currents currents, Part part, Thresholds thresholds, NeuronModel model) {
        float[] eventValues = thresholds.byChannel().clone();
        float[] divisor = new float[eventValues.length];
        float[] bias = currents.bias().clone();
        for (int channel = 0; channel < divisor.length; channel++) {
            eventValues[channel] /= model.largestEvent();
            divisor[channel] = part == Part.NEGATIVE ? -eventValues[channel] : eventValues[channel];
            bias[channel] /= divisor[channel];
        }
        String name = place.node().name() + (part == Part.NEGATIVE ? " (negative part)" : "");
        List<Projection> projections = Kernels.divided(currents.projections(), divisor);
        nodes.add(new SnnNode.Population(name, currents.shape(), projections, bias, eventValues, model));
        layers.add(new LayerStatistics(
                name,
                nodes.size() - 1,
                place.index(),
                part,
                eventValues,
                thresholds.byChannel(),
                thresholds.clippedShare(),
                thresholds.silentChannels(),
                thresholds.relativeError(),
                statistics.source(place.index()),
                thresholds.capped()));
        return new Term(nodes.size() - 1, Kernels.spread(divisor, currents.shape()));
    }
}
