package io.aisynapse.core.nir;

import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.neuron.NeuronModel;
import io.aisynapse.core.nir.graph.NirGraph;
import io.aisynapse.core.nir.graph.NirNode;
import io.aisynapse.core.snn.Kernel;
import io.aisynapse.core.snn.Projection;
import io.aisynapse.core.snn.SnnNode;
import io.aisynapse.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The spiking nodes made so far. A node that cannot be lowered becomes a finding, and those behind it nothing. */
final class ImportedNodes {
    private final NirGraph graph;
    private final NirImport.Neurons neurons;
    private final List<Finding> findings;
    private final List<SnnNode> nodes = new ArrayList<>();
    private final Map<String, Incoming> values = new HashMap<>();
    private final Map<String, List<String>> sources = new HashMap<>();

    ImportedNodes(NirGraph graph, NirImport.Neurons neurons, List<Finding> findings) {
        this.graph = graph;
        this.neurons = neurons;
        this.findings = findings;
        for (NirGraph.Edge edge : graph.edges()) {
            sources.computeIfAbsent(edge.to(), _ -> new ArrayList<>()).add(edge.from());
        }
    }

    List<SnnNode> nodes() {
        return nodes;
    }

    void input(String name, NirImport.InputScale scale) {
        if (graph.nodes().get(name) instanceof NirNode.Input input) {
            attempt(name, () -> {
                Shape shape = Incoming.shapeOf(input.shape());
                nodes.add(new SnnNode.Input(name, shape, scale.step(), scale.levels()));
                float[] value = new float[shape.size()];
                Arrays.fill(value, (float) scale.step());
                return new Incoming.Events(input.shape(), shape, List.of(new Incoming.Term(0, value)));
            });
        }
    }

    void output(String name) {
        List<String> from = sources.getOrDefault(name, List.of());
        if (graph.nodes().get(name) instanceof NirNode.Output && values.keySet().containsAll(from)) {
            attempt(name, () -> {
                Incoming.Currents currents = Lowering.currents(sum(from), nodes);
                nodes.add(new SnnNode.Readout(name, currents.shape(), currents.projections(), currents.bias()));
                return currents;
            });
        }
    }

    /** Makes what a wants to be; what is wrong with it is a finding. */
    private interface Attempt {
        Incoming make();
    }

    private void attempt(String name, Attempt attempt) {
        try {
            values.put(name, attempt.make());
        } catch (IllegalArgumentException | ArithmeticException e) {
            refuse(name, String.valueOf(e.getMessage()), "what the chip's neurons and synapses do", "change the node");
        }
    }

    private void refuse(String name, String seen, String wanted, String hint) {
        findings.add(new Finding(NirImport.CODE, "node " + name, seen, wanted, hint));
    }

    void lower(String name) {
        NirNode node = graph.nodes().get(name);
        if (node == null || node instanceof NirNode.Input || node instanceof NirNode.Output) {
            return;
        }
        List<String> from = sources.getOrDefault(name, List.of());
        boolean known = values.keySet().containsAll(from);
        switch (node) {
            case NirNode.Input _, NirNode.Output _ -> {}
            case NirNode.Affine _, NirNode.Linear _, NirNode.Scale _, NirNode.Conv _, NirNode.Pool _ -> {
                if (known) {
                    attempt(name, () -> Lowering.linear(name, node, sum(from), nodes, lastPlaces(name, node)));
                }
            }
            case NirNode.Flatten flatten -> {
                if (known) {
                    attempt(name, () -> flattened(flatten, sum(from)));
                }
            }
            case NirNode.IntegrateAndFire neuron -> integrateAndFire(name, neuron, known ? from : List.of());
            case NirNode.Delay _,
                    NirNode.Threshold _,
                    NirNode.Integrator _,
                    NirNode.LeakyIntegrator _,
                    NirNode.LeakyIntegrateAndFire _,
                    NirNode.CurrentLeakyIntegrator _,
                    NirNode.CurrentLeakyIntegrateAndFire _,
                    NirNode.Subgraph _ ->
                refuse(
                        name,
                        "the class " + node.type(),
                        "IF with a soft reset, the only neuron of the chip",
                        "train or convert the network with integrate-and-fire neurons");
        }
    }

    private Optional<float[]> lastPlaces(String name, NirNode node) {
        int weights = switch (node) {
            case NirNode.Affine affine -> affine.weight().values().length;
            case NirNode.Conv conv -> conv.weight().values().length;
            default -> 0;
        };
        return graph.numbers(name, NirGraph.LAST_PLACES, weights);
    }

    private Incoming sum(List<String> names) {
        List<Incoming> incoming = names.stream().map(values::get).toList();
        if (incoming.isEmpty()) {
            throw new IllegalArgumentException("no edge leads to it");
        }
        return incoming.size() == 1 ? incoming.getFirst() : Lowering.sum(incoming, nodes);
    }

    private static Incoming flattened(NirNode.Flatten flatten, Incoming incoming) {
        int axes = incoming.axes().length;
        int first = flatten.startDim() < 0 ? flatten.startDim() + axes : flatten.startDim();
        int last = flatten.endDim() < 0 ? flatten.endDim() + axes : flatten.endDim();
        if (first < 0 || last >= axes || first > last) {
            throw new IllegalArgumentException("axes %d to %d flattened of %d".formatted(first, last, axes));
        }
        int[] next = new int[axes - (last - first)];
        Arrays.fill(next, 1);
        for (int axis = 0; axis < axes; axis++) {
            next[axis <= first ? axis : Math.max(first, axis - (last - first))] *= incoming.axes()[axis];
        }
        return switch (incoming) {
            case Incoming.Events events -> events.as(next);
            case Incoming.Currents currents -> currents.as(next);
        };
    }

    private void integrateAndFire(String name, NirNode.IntegrateAndFire neuron, List<String> from) {
        if (!neurons.subtract()) {
            refuse(
                    name,
                    "IF with a reset to a value, as NIR defines it",
                    "a reset by subtraction of the threshold",
                    "if the network was made for a soft reset, as by sinabs, say so: reset SUBTRACT");
            return;
        }
        if (!from.isEmpty()) {
            attempt(name, () -> population(name, neuron, from));
        }
    }

    private Incoming population(String name, NirNode.IntegrateAndFire neuron, List<String> from) {
        Incoming.Currents currents = Lowering.currents(sum(from), nodes);
        if (!Arrays.equals(currents.axes(), neuron.r().axes()) && neuron.r().axes().length > 0) {
            throw new IllegalArgumentException("neurons of shape %s behind values of shape %s"
                    .formatted(Arrays.toString(neuron.r().axes()), Arrays.toString(currents.axes())));
        }
        if (neuron.spike().resetsElsewhere()) {
            throw new IllegalArgumentException("a reset to another value than 0");
        }
        Shape shape = shape(name, currents);
        float[] factor = factor(neuron, shape);
        float[] bias = bias(name, shape, currents, factor);
        List<Projection> projections = Lowering.scaled(currents.projections(), shape.plane(), factor);
        float[] ones = new float[shape.channels()];
        Arrays.fill(ones, 1);
        nodes.add(new SnnNode.Population(
                name,
                shape,
                projections,
                bias,
                graph.numbers(name, NirGraph.EVENT_VALUE, ones.length).orElse(ones),
                NeuronModel.binary()));
        float[] value = new float[shape.size()];
        Arrays.fill(value, 1);
        return new Incoming.Events(currents.axes(), shape, List.of(new Incoming.Term(nodes.size() - 1, value)));
    }

    /** As exported, where the graph had to put neurons in a row; their channels share a threshold on a chip. */
    private Shape shape(String name, Incoming.Currents currents) {
        Shape shape = currents.shape();
        boolean dense = currents.projections().stream().allMatch(each -> each.kernel() instanceof Kernel.Dense);
        Optional<float[]> kept = graph.numbers(name, NirGraph.SHAPE, 3);
        if (kept.isEmpty() || !dense || shape.plane() > 1) {
            return shape;
        }
        int[] axes = {(int) kept.get()[0], (int) kept.get()[1], (int) kept.get()[2]};
        boolean fits =
                axes[0] >= 1 && axes[1] >= 1 && axes[2] >= 1 && (double) axes[0] * axes[1] * axes[2] == shape.size();
        Shape wanted = fits ? new Shape(axes[0], axes[1], axes[2]) : shape;
        for (int i = 0; i < shape.size(); i++) {
            if (currents.bias()[i] != currents.bias()[i / wanted.plane() * wanted.plane()]) {
                return shape;
            }
        }
        return wanted;
    }

    private float[] bias(String name, Shape shape, Incoming.Currents currents, float[] factor) {
        float[] bias = new float[shape.channels()];
        Optional<float[]> kept = graph.numbers(name, NirGraph.BIAS, bias.length);
        int stride = currents.bias().length / bias.length;
        for (int channel = 0; channel < bias.length; channel++) {
            float flowing = currents.bias()[channel * stride];
            boolean unchanged = kept.isPresent() && kept.get()[channel] + neurons.startBias() == flowing;
            bias[channel] = unchanged ? kept.get()[channel] : flowing * factor[channel] - neurons.startBias();
        }
        return bias;
    }

    /** Resistance over threshold, one value a channel. */
    private static float[] factor(NirNode.IntegrateAndFire neuron, Shape shape) {
        float[] factor = new float[neuron.r().values().length];
        for (int i = 0; i < factor.length; i++) {
            float threshold = neuron.spike().threshold().values()[i];
            if (!(threshold > 0)) {
                throw new IllegalArgumentException("a threshold of " + threshold);
            }
            factor[i] = neuron.r().values()[i] / threshold;
        }
        return Lowering.byChannel(factor, shape, "resistance and threshold");
    }
}
