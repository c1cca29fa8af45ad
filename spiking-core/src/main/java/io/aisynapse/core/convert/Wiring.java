package io.aisynapse.core.convert;

import io.aisynapse.core.ann.AnnNode;
import io.aisynapse.core.convert.Signal.Currents;
import io.aisynapse.core.convert.Signal.Events;
import io.aisynapse.core.convert.Signal.Term;
import io.aisynapse.core.neuron.NeuronModel;
import io.aisynapse.core.neuron.Transfer;
import io.aisynapse.core.snn.Kernel;
import io.aisynapse.core.snn.Projection;
import io.aisynapse.core.snn.SnnNode;
import io.aisynapse.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What can be said of events and done with them without neurons: maps, concatenations, identity projections. */
final class Wiring {
    private final List<SnnNode> nodes;

    /** @param nodes of the spiking graph so far; wiring is added */
    Wiring(List<SnnNode> nodes) {
        this.nodes = nodes;
    }

    Events indexMap(String name, Shape shape, Events events, int[] map) {
        List<Term> terms = new ArrayList<>();
        for (Term term : events.terms()) {
            float[] value = new float[map.length];
            boolean moves = value.length != term.value().length;
            for (int i = 0; i < value.length; i++) {
                value[i] = map[i] < 0 ? 0 : term.value()[map[i]];
                moves |= map[i] != i;
            }
            boolean reshapes = !nodes.get(term.node()).shape().equals(shape);
            if (moves || reshapes) {
                nodes.add(new SnnNode.IndexMap(name, shape, term.node(), map));
            }
            terms.add(new Term(moves || reshapes ? nodes.size() - 1 : term.node(), value));
        }
        return new Events(shape, terms, events.halves());
    }

    /**
     * One concatenation of the branches' first terms; two where some are the input, since a level is worth far less
     * than a spike and has weights of its own scale. A branch of several terms is mapped to the whole result, with
     * nothing outside its place, and added.
     */
    Events concat(AnnNode node, List<Events> branches) {
        List<Term> terms = new ArrayList<>();
        if (branches.stream().allMatch(branch -> branch.terms().size() == 1)) {
            List<Integer> sources = branches.stream()
                    .map(branch -> branch.terms().getFirst().node())
                    .toList();
            if (sources.stream().anyMatch(this::isStill) && !sources.stream().allMatch(this::isStill)) {
                return Events.of(node.shape(), List.of(part(node, branches, false), part(node, branches, true)));
            }
            float[] value = new float[node.shape().size()];
            int offset = 0;
            for (Events branch : branches) {
                float[] part = branch.terms().getFirst().value();
                System.arraycopy(part, 0, value, offset, part.length);
                offset += part.length;
            }
            nodes.add(new SnnNode.Concat(node.name(), node.shape(), sources));
            return Events.of(node.shape(), List.of(new Term(nodes.size() - 1, value)));
        }
        int offset = 0;
        for (Events branch : branches) {
            int[] map = new int[node.shape().size()];
            Arrays.fill(map, -1);
            for (int i = 0; i < branch.shape().size(); i++) {
                map[offset + i] = i;
            }
            offset += branch.shape().size();
            terms.addAll(indexMap(node.name(), node.shape(), branch, map).terms());
        }
        return Events.of(node.shape(), terms);
    }

    /** Of a concatenation what holds still, or what does not, in its place and with nothing outside of it. */
    private Term part(AnnNode node, List<Events> branches, boolean still) {
        List<Integer> sources = new ArrayList<>();
        int[] map = new int[node.shape().size()];
        Arrays.fill(map, -1);
        float[] value = new float[map.length];
        int joined = 0;
        int offset = 0;
        for (Events branch : branches) {
            Term term = branch.terms().getFirst();
            int size = term.value().length;
            if (isStill(term.node()) == still) {
                System.arraycopy(term.value(), 0, value, offset, size);
                for (int i = 0; i < size; i++) {
                    map[offset + i] = joined++;
                }
                sources.add(term.node());
            }
            offset += size;
        }
        if (sources.size() > 1) {
            nodes.add(new SnnNode.Concat(node.name(), Shape.vector(joined), sources));
        }
        int source = sources.size() > 1 ? nodes.size() - 1 : sources.getFirst();
        nodes.add(new SnnNode.IndexMap(node.name(), node.shape(), source, map));
        return new Term(nodes.size() - 1, value);
    }

    /** Whether a node's values are the same at every tick: the input and what only pools and maps it. */
    private boolean isStill(int node) {
        return switch (nodes.get(node)) {
            case SnnNode.Input input -> !input.perTick();
            case SnnNode.SumPool pool -> isStill(pool.source());
            case SnnNode.MaxGate gate -> isStill(gate.source());
            case SnnNode.IndexMap map -> isStill(map.source());
            case SnnNode.Concat concat -> concat.sources().stream().allMatch(this::isStill);
            case SnnNode.Population _, SnnNode.LeakyPopulation _, SnnNode.Unit _, SnnNode.Readout _ -> false;
        };
    }

    /** Events as currents; their worth must be even. */
    Currents identity(Events events) {
        List<Projection> projections = new ArrayList<>();
        for (Term term : events.terms()) {
            float[] value = Kernels.byChannel(term.value(), events.shape()).orElseThrow();
            projections.add(new Projection(term.node(), new Kernel.Diagonal(value)));
        }
        return new Currents(
                events.shape(), projections, new float[events.shape().channels()]);
    }

    /** Whether each term's events are worth the same within each channel. */
    boolean isEven(Events events) {
        return events.terms().stream()
                .allMatch(
                        term -> Kernels.byChannel(term.value(), events.shape()).isPresent());
    }

    /**
     * Neurons whose events are all worth the same, for values of one channel that came from channels with different
     * thresholds. Each neuron is a channel of its own on the way in.
     */
    Events evened(AnnNode node, Events events, float largest, Scheme scheme) {
        Shape flat = Shape.vector(node.shape().size());
        float eventValue = (largest > 0 ? largest : 1) / scheme.largestEvent();
        boolean halves = scheme.isBinary() && !onlyPositive(events);
        List<Term> terms = new ArrayList<>();
        for (int sign = 1; sign >= (halves ? -1 : 1); sign -= 2) {
            List<Projection> projections = new ArrayList<>();
            for (Term term : events.terms()) {
                float[] weight = new float[flat.size()];
                for (int i = 0; i < weight.length; i++) {
                    weight[i] = sign * term.value()[i] / eventValue;
                }
                int flatSource = flattened(node.name(), term.node(), flat);
                projections.add(new Projection(flatSource, new Kernel.Diagonal(weight)));
            }
            boolean signed = !scheme.isBinary() && !onlyPositive(events);
            Transfer transfer = signed ? new Transfer.Identity() : new Transfer.Relu(Float.POSITIVE_INFINITY);
            NeuronModel model = new NeuronModel(
                    scheme.largestEvent(), scheme.leastCorrection(), !scheme.isBinary() && !signed, transfer);
            float[] worth = new float[flat.size()];
            Arrays.fill(worth, eventValue);
            nodes.add(new SnnNode.Population(
                    node.name() + " (evened)", flat, projections, new float[flat.size()], worth, model));
            float[] value = new float[flat.size()];
            Arrays.fill(value, sign * eventValue);
            terms.add(new Term(nodes.size() - 1, value));
        }
        int[] identity = new int[flat.size()];
        Arrays.setAll(identity, i -> i);
        return indexMap(node.name(), node.shape(), new Events(flat, terms, halves), identity);
    }

    private int flattened(String name, int source, Shape flat) {
        if (nodes.get(source).shape().equals(flat)) {
            return source;
        }
        int[] identity = new int[flat.size()];
        Arrays.setAll(identity, i -> i);
        nodes.add(new SnnNode.IndexMap(name, flat, source, identity));
        return nodes.size() - 1;
    }

    /** Whether all values are 0 or more at the end of a run. */
    boolean onlyPositive(Events events) {
        for (Term term : events.terms()) {
            for (float value : term.value()) {
                if (value < 0) {
                    return false;
                }
            }
            if (isSigned(term.node())) {
                return false;
            }
        }
        return true;
    }

    /** Whether the total of a node's events may be negative. */
    private boolean isSigned(int node) {
        return switch (nodes.get(node)) {
            case SnnNode.Input _, SnnNode.Unit _ -> true;
            case SnnNode.SumPool pool -> isSigned(pool.source());
            case SnnNode.MaxGate gate -> isSigned(gate.source());
            case SnnNode.IndexMap map -> isSigned(map.source());
            case SnnNode.Concat concat -> concat.sources().stream().anyMatch(this::isSigned);
            case SnnNode.Population population -> population.model().transfer().signed();
            case SnnNode.LeakyPopulation _, SnnNode.Readout _ -> false;
        };
    }

    static boolean isNegative(float[] values) {
        for (float value : values) {
            if (value < 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether some events are worth less than 0 and some more. */
    boolean hasMixedValues(Events events) {
        boolean anyPositive = false;
        boolean anyNegative = false;
        for (Term term : events.terms()) {
            for (float value : term.value()) {
                anyPositive |= value > 0;
                anyNegative |= value < 0;
            }
        }
        return anyPositive && anyNegative;
    }
}
