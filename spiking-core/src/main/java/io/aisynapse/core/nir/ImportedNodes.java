package io.aisynapse.core.nir;

import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.neuron.NeuronModel;
import io.aisynapse.core.nir.graph.NirAxes;
import io.aisynapse.core.nir.graph.NirGraph;
import io.aisynapse.core.nir.graph.NirNode;
import io.aisynapse.core.nir.graph.NirOrder;
import io.aisynapse.core.snn.Kernel;
import io.aisynapse.core.snn.Projection;
import io.aisynapse.core.snn.SnnNode;
import io.aisynapse.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Lowers a graph in three rounds: neurons get a number, since recurrent ones are read before they are made; linear
 * nodes become synapses and pools of them; neurons are made of what flows in. A node that cannot be lowered becomes a
 * finding, and those behind it nothing.
 */
final class ImportedNodes {
    private static final int MOST_DELAYS = 64;

    private final NirGraph graph;
    private final NirOrder order;
    private final NirImport.Neurons rules;
    private final List<Finding> findings;
    private final NetworkDraft draft = new NetworkDraft();
    private final Map<String, Incoming> values = new HashMap<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<String, List<NirGraph.Edge>> into = new HashMap<>();
    private final Set<String> potentials = new LinkedHashSet<>();

    ImportedNodes(NirGraph graph, NirImport.Neurons rules, List<Finding> findings) {
        this.graph = graph;
        this.order = NirOrder.of(graph);
        this.rules = rules;
        this.findings = findings;
        for (NirGraph.Edge edge : graph.edges()) {
            into.computeIfAbsent(edge.to(), _ -> new ArrayList<>()).add(edge);
        }
    }

    /** All nodes in order; whatever is missing from them has its finding. */
    List<SnnNode> lower(String input, NirImportSettings.Input scale, String output) {
        attempt(input, () -> input(input, scale));
        Map<String, int[]> axes = axes();
        for (String name : order.names()) {
            NirNode node = graph.node(name);
            if (ImportedNeurons.isReadout(node)) {
                potentials.add(name);
            } else if (ImportedNeurons.isNeuron(node)) {
                attempt(name, () -> events(draft.reserve(), name, axes.getOrDefault(name, new int[0])));
            }
        }
        linearNodes();
        for (String name : order.names()) {
            NirNode node = graph.node(name);
            if (ImportedNeurons.isNeuron(node) && !ImportedNeurons.isReadout(node) && isKnown(name)) {
                neurons(name, node);
            }
        }
        output(output);
        return findings.isEmpty() ? draft.ordered() : List.of();
    }

    private Map<String, int[]> axes() {
        try {
            return NirAxes.of(graph, order);
        } catch (IllegalArgumentException e) {
            refuse("network", String.valueOf(e.getMessage()), "shapes that fit", "export the network again");
            return Map.of();
        }
    }

    private Incoming input(String name, NirImportSettings.Input scale) {
        if (!(graph.nodes().get(name) instanceof NirNode.Input input)) {
            throw new IllegalArgumentException("no input");
        }
        Shape shape = Incoming.shapeOf(input.shape());
        double[] step = new double[shape.channels()];
        Arrays.fill(step, scale.step());
        int number = draft.add(new SnnNode.Input(name, shape, step, scale.levels(), scale.perTick()));
        float[] value = Gains.filled(shape.size(), (float) scale.step());
        return new Incoming.Events(input.shape(), shape, List.of(new Incoming.Term(number, value, 0)));
    }

    private Incoming events(int number, String name, int[] axes) {
        numbers.put(name, number);
        Shape shape = Incoming.shapeOf(axes);
        float[] ones = Gains.filled(shape.size(), 1);
        return new Incoming.Events(axes, shape, List.of(new Incoming.Term(number, ones, 0)));
    }

    /** Round by round, as each needs those before it; what is left over waits for itself. */
    private void linearNodes() {
        List<String> left = new ArrayList<>(order.names());
        left.removeIf(name -> values.containsKey(name)
                || ImportedNeurons.isNeuron(graph.node(name))
                || graph.node(name) instanceof NirNode.Input
                || graph.node(name) instanceof NirNode.Output);
        boolean moved = true;
        while (moved) {
            moved = left.removeIf(name -> {
                boolean ready = isKnown(name);
                if (ready) {
                    attempt(name, () -> linear(name));
                }
                return ready;
            });
        }
        if (!left.isEmpty() && findings.isEmpty()) {
            refuse(
                    "s " + String.join(", ", left.subList(0, Math.min(8, left.size()))),
                    "nodes that wait for each other, with no neuron between, or for potentials",
                    "neurons in every circle, and potentials that lead to the output alone",
                    "use LIF or CubaLIF there");
        }
    }

    private Incoming linear(String name) {
        NirNode node = graph.node(name);
        Incoming incoming = incoming(name);
        return switch (node) {
            case NirNode.Flatten flatten -> incoming.as(NirAxes.flattened(flatten, incoming.axes()));
            case NirNode.Delay delay -> delayed(name, delay, incoming);
            default -> Lowering.linear(name, node, incoming, draft, lastPlaces(name, node));
        };
    }

    private Optional<float[]> lastPlaces(String name, NirNode node) {
        int weights = switch (node) {
            case NirNode.Affine affine -> affine.weight().values().length;
            case NirNode.Conv conv -> conv.weight().values().length;
            default -> 0;
        };
        return graph.numbers(name, NirGraph.LAST_PLACES, weights);
    }

    /** Neurons with the same delay are taken out by a map of their own. */
    private Incoming delayed(String name, NirNode.Delay node, Incoming incoming) {
        float[] delay = Gains.byNeuron(node.delay().values(), incoming.shape(), "delay");
        int[] ticks = new int[delay.length];
        for (int i = 0; i < ticks.length; i++) {
            ticks[i] = (int) Math.rint(delay[i] / rules.dt());
            if (!(delay[i] >= 0) || delay[i] / rules.dt() > Short.MAX_VALUE) {
                throw new IllegalArgumentException("a delay of " + delay[i]);
            }
        }
        int[] distinct = Arrays.stream(ticks).distinct().sorted().toArray();
        if (distinct.length == 1) {
            return incoming.later(distinct[0]);
        }
        if (!(incoming instanceof Incoming.Events events) || distinct.length > MOST_DELAYS) {
            throw new IllegalArgumentException(
                    "%d different delays, or behind a linear node".formatted(distinct.length));
        }
        List<Incoming.Term> terms = new ArrayList<>();
        for (Incoming.Term term : events.terms()) {
            for (int wanted : distinct) {
                int[] map = new int[ticks.length];
                Arrays.setAll(map, i -> ticks[i] == wanted ? i : -1);
                int number = draft.add(new SnnNode.IndexMap(name, events.shape(), term.node(), map));
                terms.add(new Incoming.Term(number, term.value(), term.delay() + wanted));
            }
        }
        return new Incoming.Events(events.axes(), events.shape(), terms);
    }

    private boolean isKnown(String name) {
        List<NirGraph.Edge> edges = into.getOrDefault(name, List.of());
        return edges.stream().allMatch(edge -> values.containsKey(edge.from()));
    }

    /** The sum of what comes; by edges that close a circle, what came a tick before. */
    private Incoming incoming(String name) {
        List<Incoming> parts = new ArrayList<>();
        for (NirGraph.Edge edge : into.getOrDefault(name, List.of())) {
            Incoming value = values.get(edge.from());
            if (value != null) {
                parts.add(order.late().contains(edge) ? value.later(1) : value);
            }
        }
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("no edge leads to it");
        }
        return parts.size() == 1 ? parts.getFirst() : Lowering.sum(parts);
    }

    private void neurons(String name, NirNode node) {
        Integer number = numbers.get(name);
        if (number == null) {
            return;
        }
        Incoming known = values.get(name);
        attempt(name, () -> {
            Incoming.Currents currents = Lowering.currents(incoming(name));
            if (known != null && currents.shape().size() != known.shape().size()) {
                throw new IllegalArgumentException("neurons of shape %s behind values of shape %s"
                        .formatted(Arrays.toString(known.axes()), Arrays.toString(currents.axes())));
            }
            boolean ours = rules.startBias() > 0 && node instanceof NirNode.IntegrateAndFire;
            draft.put(
                    number,
                    ours
                            ? population(name, (NirNode.IntegrateAndFire) node, currents)
                            : ImportedNeurons.population(name, node, currents, rules));
            return known == null ? currents : known;
        });
    }

    private SnnNode population(String name, NirNode.IntegrateAndFire neuron, Incoming.Currents currents) {
        if (neuron.spike().resetsElsewhere()) {
            throw new IllegalArgumentException("a reset to another value than 0 in a file of ours");
        }
        Shape shape = shape(name, currents);
        float[] factor = new float[shape.size()];
        float[] threshold = Gains.byNeuron(neuron.spike().threshold().values(), shape, "threshold");
        float[] r = Gains.byNeuron(neuron.r().values(), shape, "r");
        for (int i = 0; i < factor.length; i++) {
            if (!(threshold[i] > 0)) {
                throw new IllegalArgumentException("a threshold of " + threshold[i]);
            }
            factor[i] = r[i] / threshold[i];
        }
        float[] byChannel = Gains.byChannel(Gains.times(currents.bias(), factor), shape)
                .orElseThrow(() -> new IllegalArgumentException("a bias that differs within a channel"));
        List<Projection> projections = Gains.behind(currents.links(), shape, factor).stream()
                .map(link -> new Projection(link.source(), link.kernel(), link.delay()))
                .toList();
        float[] ones = Gains.filled(shape.channels(), 1);
        return new SnnNode.Population(
                name,
                shape,
                projections,
                bias(name, byChannel),
                graph.numbers(name, NirGraph.EVENT_VALUE, ones.length).orElse(ones),
                NeuronModel.binary());
    }

    /** As exported, where the graph had to put neurons in a row; their channels share a threshold on a chip. */
    private Shape shape(String name, Incoming.Currents currents) {
        Shape shape = currents.shape();
        boolean dense = currents.links().stream().allMatch(each -> each.kernel() instanceof Kernel.Dense);
        Optional<float[]> kept = graph.numbers(name, NirGraph.SHAPE, 3);
        if (kept.isEmpty() || !dense || shape.plane() > 1) {
            return shape;
        }
        int[] axes = {(int) kept.get()[0], (int) kept.get()[1], (int) kept.get()[2]};
        boolean fits =
                axes[0] >= 1 && axes[1] >= 1 && axes[2] >= 1 && (double) axes[0] * axes[1] * axes[2] == shape.size();
        Shape wanted = fits ? new Shape(axes[0], axes[1], axes[2]) : shape;
        return Gains.byChannel(currents.bias(), wanted).isPresent() ? wanted : shape;
    }

    /** What was exported, if nobody changed it; the file's own bias has the start in it. */
    private float[] bias(String name, float[] flowing) {
        float[] bias = new float[flowing.length];
        Optional<float[]> kept = graph.numbers(name, NirGraph.BIAS, bias.length);
        for (int c = 0; c < bias.length; c++) {
            boolean unchanged = kept.isPresent() && kept.get()[c] + rules.startBias() == flowing[c];
            bias[c] = unchanged ? kept.get()[c] : flowing[c] - rules.startBias();
        }
        return bias;
    }

    private void output(String name) {
        List<NirGraph.Edge> edges = into.getOrDefault(name, List.of());
        List<String> read = edges.stream()
                .map(NirGraph.Edge::from)
                .filter(potentials::contains)
                .toList();
        boolean usedElsewhere = graph.edges().stream()
                .anyMatch(edge -> potentials.contains(edge.from()) && !edge.to().equals(name));
        if (!potentials.isEmpty()
                && (read.size() != 1 || edges.size() != 1 || usedElsewhere || potentials.size() > 1)) {
            refuse(
                    " " + String.join(", ", potentials),
                    "potentials of neurons that do not spike, between layers or beside another answer",
                    "one such node, right before the output",
                    "use LIF, CubaLIF or IF there");
            return;
        }
        String last = read.isEmpty() ? name : read.getFirst();
        if (graph.nodes().get(name) instanceof NirNode.Output && isKnown(last)) {
            attempt(name, () -> {
                Incoming.Currents currents = Lowering.currents(incoming(last));
                draft.add(
                        read.isEmpty()
                                ? mean(name, currents)
                                : ImportedNeurons.readout(name, graph.node(last), currents, rules));
                return currents;
            });
        }
    }

    private static SnnNode mean(String name, Incoming.Currents currents) {
        if (currents.links().stream().anyMatch(link -> link.delay() > 0)) {
            throw new IllegalArgumentException("a delay right before the output");
        }
        Optional<float[]> byChannel = Gains.byChannel(currents.bias(), currents.shape());
        List<Projection> projections = currents.links().stream()
                .map(link -> new Projection(link.source(), link.kernel()))
                .toList();
        if (byChannel.isPresent()) {
            return new SnnNode.Readout(name, currents.shape(), projections, byChannel.get());
        }
        throw new IllegalArgumentException("an answer with a bias that differs within a channel");
    }

    /** Makes what a node wants to be; what is wrong with it is a finding. */
    private interface Attempt {
        Incoming make();
    }

    private void attempt(String name, Attempt attempt) {
        try {
            values.put(name, attempt.make());
        } catch (IllegalArgumentException | ArithmeticException e) {
            refuse(" " + name, String.valueOf(e.getMessage()), "what neurons and synapses do", "change the node");
        }
    }

    private void refuse(String names, String seen, String wanted, String hint) {
        findings.add(new Finding(NirImport.CODE, "node" + names, seen, wanted, hint));
    }
}
