package io.aisynapse.core.nir;

import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.neuron.Coding;
import io.aisynapse.core.snn.SnnGraph;
import io.aisynapse.core.snn.SnnNode;
import java.util.ArrayList;
import java.util.List;

/** What of a network NIR has no words for. */
final class ExportCheck {
    static final String NOT_IN_NIR = "not-in-nir";

    private static final String RATE = "convert with the scheme rate";

    private ExportCheck() {}

    static List<Finding> findings(SnnGraph network) {
        List<Finding> findings = new ArrayList<>();
        if (network.coding() != Coding.RATE) {
            String seen = "coding " + network.coding().name().toLowerCase(java.util.Locale.ROOT);
            findings.add(new Finding(NOT_IN_NIR, "network", seen, "rate coding", RATE));
        }
        for (SnnNode node : network.nodes()) {
            switch (node) {
                case SnnNode.MaxGate gate ->
                    findings.add(refused(
                            gate.name(),
                            "a maximum pool",
                            "SumPool2d or AvgPool2d",
                            "use average pools in the model; the conversion report shows what that costs"));
                case SnnNode.Unit unit ->
                    findings.add(refused(
                            unit.name(),
                            "the function unit " + unit.function().getClass().getSimpleName(),
                            "integrate-and-fire neurons",
                            "NIR has no class for it: use ReLU, or run the model here"));
                case SnnNode.Population population -> addModel(findings, population);
                case SnnNode.LeakyPopulation population ->
                    findings.add(refused(
                            population.name(),
                            "leaky neurons",
                            "integrate-and-fire neurons",
                            "keep the file that the network was read from"));
                case SnnNode.Input input -> {
                    if (!input.isUniform()) {
                        findings.add(refused(
                                input.name(),
                                "input channels that are rounded in different steps",
                                "one step for all",
                                "scale the features to like ranges before the model"));
                    }
                }
                case SnnNode.SumPool _, SnnNode.IndexMap _, SnnNode.Concat _, SnnNode.Readout _ -> {}
            }
        }
        return findings;
    }

    private static void addModel(List<Finding> findings, SnnNode.Population population) {
        if (!population.model().isBinary(Coding.RATE)) {
            String seen = population.model().takesBack()
                            || population.model().transfer().signed()
                    ? "spikes of both signs up to " + population.model().largestEvent()
                    : "graded spikes up to " + population.model().largestEvent();
            findings.add(refused(population.name(), seen, "spikes of 0 or 1", RATE));
        }
        if (population.projections().isEmpty()) {
            findings.add(refused(
                    population.name(), "neurons without synapses", "at least one projection", "fold constant layers"));
        }
    }

    private static Finding refused(String layer, String seen, String wanted, String hint) {
        return new Finding(NOT_IN_NIR, "layer " + layer, seen, wanted, hint);
    }
}
