package io.aisynapse.core.snn;

import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.neuron.Coding;
import io.aisynapse.core.neuron.Decoding;
import io.aisynapse.core.neuron.LeakyMembrane;
import java.util.ArrayList;
import java.util.List;

/** Whether a network with leaky neurons, delays or changing inputs is one that can run. */
public final class SnnVerifier {
    public static final String CODE = "malformed-network";

    private final SnnGraph graph;
    private final boolean[] still;
    private final List<Finding> findings = new ArrayList<>();

    private SnnVerifier(SnnGraph graph) {
        this.graph = graph;
        this.still = still(graph.nodes());
    }

    /** All that is wrong with it, nothing for a good one. */
    public static List<Finding> findings(SnnGraph graph) {
        SnnVerifier verifier = new SnnVerifier(graph);
        for (int n = 0; n < graph.nodes().size(); n++) {
            verifier.check(n, graph.nodes().get(n));
        }
        return verifier.findings;
    }

    /** Whether each node yields the same values at every tick: an input held still, and what only pools and maps it. */
    private static boolean[] still(List<SnnNode> nodes) {
        boolean[] still = new boolean[nodes.size()];
        for (int n = 0; n < still.length; n++) {
            int self = n;
            still[n] = switch (nodes.get(n)) {
                case SnnNode.Input input -> !input.perTick();
                case SnnNode.SumPool _, SnnNode.MaxGate _, SnnNode.IndexMap _, SnnNode.Concat _ ->
                    nodes.get(n).wires().stream().allMatch(source -> source >= 0 && source < self && still[source]);
                case SnnNode.Population _, SnnNode.LeakyPopulation _, SnnNode.Unit _, SnnNode.Readout _ -> false;
            };
        }
        return still;
    }

    private void check(int at, SnnNode node) {
        for (int source : node.wires()) {
            if (source < 0 || source >= at) {
                report(node, "node %d as a source of node %d".formatted(source, at), "a node before it");
            }
        }
        switch (node) {
            case SnnNode.Input input -> {
                if (input.perTick()) {
                    requireRate(node, "an input that changes from tick to tick");
                }
            }
            case SnnNode.LeakyPopulation population -> {
                requireRate(node, "leaky neurons");
                checkNeurons(node, population.membrane(), population.bias());
                if (population.firing().threshold().length != node.shape().size()) {
                    report(
                            node,
                            population.firing().threshold().length + " thresholds",
                            node.shape().size() + "");
                }
            }
            case SnnNode.Readout readout -> {
                if (readout.decoding() instanceof Decoding.Potential potential) {
                    requireRate(node, "an answer from potentials");
                    checkNeurons(node, potential.membrane(), readout.bias());
                }
            }
            case SnnNode.SumPool _,
                    SnnNode.MaxGate _,
                    SnnNode.IndexMap _,
                    SnnNode.Concat _,
                    SnnNode.Population _,
                    SnnNode.Unit _ -> {}
        }
        for (Projection projection : node.incoming()) {
            check(at, node, projection);
        }
    }

    private void requireRate(SnnNode node, String what) {
        if (graph.coding() != Coding.RATE || graph.startDelay() != 0) {
            report(node, what, "rate coding without start delays");
        }
    }

    private void checkNeurons(SnnNode node, LeakyMembrane membrane, float[] bias) {
        if (membrane.neurons() != node.shape().size()) {
            report(
                    node,
                    "parameters of %d neurons".formatted(membrane.neurons()),
                    "%d".formatted(node.shape().size()));
        }
        if (bias.length != node.shape().channels()) {
            report(
                    node,
                    bias.length + " biases",
                    "one a channel, " + node.shape().channels());
        }
    }

    private void check(int at, SnnNode node, Projection projection) {
        int receptors = receptors(node);
        int last = graph.nodes().size() - 1;
        int source = projection.source();
        boolean before = source >= 0 && source < at;
        if (!before && (projection.delay() == 0 || source < 0 || source >= last)) {
            report(
                    node,
                    "synapses from node %d to node %d without a delay".formatted(source, at),
                    "a delay of 1 or more wherever a network leads back");
        } else if (still[source] && (projection.delay() > 0 || projection.receptor() > 0)) {
            report(node, "a delay or a second receptor behind an input that holds still", "an input with T values");
        }
        if (projection.delay() > 0 && receptors == 0) {
            report(node, "a delay of %d ticks".formatted(projection.delay()), "delays into leaky neurons only");
        }
        if (projection.receptor() >= Math.max(1, receptors)) {
            report(node, "receptor %d".formatted(projection.receptor()), "one below %d".formatted(receptors));
        }
    }

    /** Receptors of leaky neurons, 0 of others. */
    private static int receptors(SnnNode node) {
        return switch (node) {
            case SnnNode.LeakyPopulation population -> population.membrane().receptors();
            case SnnNode.Readout readout ->
                readout.decoding() instanceof Decoding.Potential potential
                        ? potential.membrane().receptors()
                        : 0;
            case SnnNode.Input _,
                    SnnNode.SumPool _,
                    SnnNode.MaxGate _,
                    SnnNode.IndexMap _,
                    SnnNode.Concat _,
                    SnnNode.Population _,
                    SnnNode.Unit _ -> 0;
        };
    }

    private void report(SnnNode node, String seen, String wanted) {
        findings.add(
                new Finding(CODE, "layer " + node.name(), seen, wanted, "Change the network, or how it was read."));
    }
}
