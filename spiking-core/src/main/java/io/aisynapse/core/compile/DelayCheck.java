package io.aisynapse.core.compile;

import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.neuron.Decoding;
import io.aisynapse.core.neuron.LeakyMembrane;
import io.aisynapse.core.snn.Projection;
import io.aisynapse.core.snn.SnnGraph;
import io.aisynapse.core.snn.SnnNode;
import java.util.ArrayList;
import java.util.List;

/** Delays that are longer than the chip's, and leaks that it cannot have. */
final class DelayCheck {
    private DelayCheck() {}

    static List<Finding> findings(SnnGraph graph, ChipSpec chip) {
        ChipSpec.Limits limits = chip.limits();
        List<Finding> findings = new ArrayList<>();
        for (SnnNode node : graph.nodes()) {
            int longest =
                    node.incoming().stream().mapToInt(Projection::delay).max().orElse(0);
            if (longest > limits.delay()) {
                findings.add(new Finding(
                        "does-not-fit",
                        "layer " + node.name(),
                        "a delay of %d ticks".formatted(longest),
                        "at most " + limits.delay(),
                        "Use a longer tick, shorter delays, or another chip."));
            }
            if (chip.precision().decayBits() == 0 && decays(node)) {
                findings.add(new Finding(
                        "does-not-fit",
                        "layer " + node.name(),
                        "neurons that lose a share of their potential or current",
                        "neurons that keep all of it",
                        "Use neurons without decay, or a chip with decays."));
            }
        }
        return findings;
    }

    private static boolean decays(SnnNode node) {
        return switch (node) {
            case SnnNode.LeakyPopulation population -> decays(population.membrane());
            case SnnNode.Readout readout ->
                readout.decoding() instanceof Decoding.Potential potential && decays(potential.membrane());
            default -> false;
        };
    }

    private static boolean decays(LeakyMembrane membrane) {
        boolean decays = isShare(membrane.voltageKeep());
        for (float[] keep : membrane.currentKeep()) {
            decays |= isShare(keep);
        }
        return decays;
    }

    private static boolean isShare(float[] keep) {
        for (float share : keep) {
            if (share != 0 && share != 1) {
                return true;
            }
        }
        return false;
    }
}
