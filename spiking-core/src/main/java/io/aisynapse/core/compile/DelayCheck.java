package io.aisynapse.core.compile;

import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.snn.Projection;
import io.aisynapse.core.snn.SnnGraph;
import io.aisynapse.core.snn.SnnNode;
import java.util.ArrayList;
import java.util.List;

/** Delays that are longer than the chip's. */
final class DelayCheck {
    private DelayCheck() {}

    static List<Finding> findings(SnnGraph graph, ChipSpec.Limits limits) {
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
        }
        return findings;
    }
}
