package io.aisynapse.core.nir.run;

import io.aisynapse.core.nir.graph.NirAxes;
import io.aisynapse.core.nir.graph.NirGraph;
import io.aisynapse.core.nir.graph.NirNode;
import io.aisynapse.core.nir.graph.NirOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

/**
 * Runs a NIR graph tick by tick in double precision, with its differential equations stepped forward by Euler's rule.
 * Membranes and currents start at 0; an edge that closes a circle carries what its source yielded a tick before. Nodes
 * that no neuron stands before are computed once when the input holds still, and linear nodes skip zeros.
 *
 * <p>Source: Pedersen 2024, "Neuromorphic intermediate representation", table 1.
 */
public final class NirRun {
    private final NirGraph graph;
    private final Rules rules;
    private final NirOrder order;
    private final Map<String, List<NirGraph.Edge>> into = new HashMap<>();
    private final Map<String, int[]> axes;

    /**
     * What NIR leaves open.
     *
     * @param dt length of a tick in the unit of the graph's time constants; IF and I, which have none, add
     *     {@code r · i} at each tick, as every reader has it
     * @param subtracts whether a spike takes the threshold (less the reset value) off the membrane, not sets it
     */
    public record Rules(double dt, boolean subtracts) {}

    /**
     * What happened.
     *
     * @param spikes for each tick and spiking node, whether each neuron spiked
     * @param outputs what flows into the output at each tick
     */
    public record Answer(SequencedMap<String, boolean[][]> spikes, double[][] outputs) {}

    /**
     * @param graph without graphs in it, with one input and one output
     * @throws IllegalArgumentException for nodes whose shapes do not fit
     */
    public NirRun(NirGraph graph, Rules rules) {
        this.graph = graph;
        this.rules = rules;
        this.order = NirOrder.of(graph);
        for (NirGraph.Edge edge : graph.edges()) {
            into.computeIfAbsent(edge.to(), _ -> new ArrayList<>()).add(edge);
        }
        this.axes = NirAxes.of(graph, order);
    }

    /** @param input one row a tick, or a single row that holds still */
    public Answer run(float[][] input, int timeSteps) {
        Map<String, double[]> now = new HashMap<>();
        Map<String, double[]> before = new HashMap<>();
        Map<String, NeuronState> states = new HashMap<>();
        SequencedMap<String, boolean[][]> spikes = new LinkedHashMap<>();
        double[][] outputs = new double[timeSteps][];
        for (int tick = 0; tick < timeSteps; tick++) {
            boolean first = tick == 0;
            for (String name : order.names()) {
                NirNode node = graph.node(name);
                boolean settled = !first && isStill(name, input.length == 1);
                if (!settled) {
                    now.put(name, value(name, node, new Tick(input, tick, now, before, states)));
                }
                if (states.get(name) instanceof NeuronState state && state.spikes()) {
                    spikes.computeIfAbsent(name, _ -> new boolean[timeSteps][])[tick] = state.spiked();
                }
                if (node instanceof NirNode.Output) {
                    outputs[tick] = Objects.requireNonNull(now.get(name)).clone();
                }
            }
            before = now;
            now = new HashMap<>(now);
        }
        return new Answer(spikes, outputs);
    }

    /** Where a run stands. */
    private record Tick(
            float[][] input,
            int tick,
            Map<String, double[]> now,
            Map<String, double[]> before,
            Map<String, NeuronState> states) {}

    private final Map<String, Boolean> stillNodes = new HashMap<>();

    private boolean isStill(String name, boolean inputHoldsStill) {
        Boolean known = stillNodes.get(name);
        if (known == null) {
            NirNode node = graph.node(name);
            known = node instanceof NirNode.Input
                    || LinearStep.isLinear(node)
                            && into.getOrDefault(name, List.of()).stream()
                                    .allMatch(edge -> !order.late().contains(edge) && isStill(edge.from(), true));
            stillNodes.put(name, known);
        }
        return known && inputHoldsStill;
    }

    private int[] axesOf(String name) {
        return Objects.requireNonNull(axes.get(name), name);
    }

    private double[] value(String name, NirNode node, Tick at) {
        if (node instanceof NirNode.Input) {
            float[] row = at.input[Math.min(at.tick, at.input.length - 1)];
            double[] values = new double[row.length];
            Arrays.setAll(values, i -> row[i]);
            return values;
        }
        List<NirGraph.Edge> edges = into.getOrDefault(name, List.of());
        int[] from = axesOf(edges.isEmpty() ? name : edges.getFirst().from());
        double[] sum = new double[NirAxes.size(from)];
        for (NirGraph.Edge edge : edges) {
            double[] part = (order.late().contains(edge) ? at.before : at.now).get(edge.from());
            for (int i = 0; part != null && i < sum.length; i++) {
                sum[i] += part[i];
            }
        }
        if (LinearStep.isLinear(node)) {
            return LinearStep.apply(node, sum, from, axesOf(name));
        }
        return at.states
                .computeIfAbsent(name, _ -> NeuronState.of(node, sum.length, rules))
                .step(sum);
    }
}
