package io.aisynapse.core.compile;

import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.program.Placement;
import io.aisynapse.core.program.ProgramCheck;
import io.aisynapse.core.program.Ranges;
import io.aisynapse.core.program.Stage;
import io.aisynapse.core.snn.SnnGraph;
import io.aisynapse.core.snn.SnnVerifier;
import java.util.ArrayList;
import java.util.List;

/** From a spiking network in real numbers to integers on the cores of a chip. Same input, same program, bit for bit. */
public final class Compiler {
    /** Longest run of a network without leaky neurons: the sum of a neuron's events over all ticks stays an int. */
    public static final int MAX_TIME_STEPS = 4096;

    private Compiler() {}

    /**
     * @param timeSteps T, 1 to {@link #MAX_TIME_STEPS}, with leaky neurons to {@link Ranges#mostTimeSteps}
     * @throws RejectedModelException with all findings, code {@code malformed-network}, {@code does-not-fit} or {@code
     *     weight-out-of-range}
     */
    public static CoreProgram compile(SnnGraph graph, ChipSpec chip, int timeSteps) {
        if (timeSteps < 1) {
            throw new IllegalArgumentException(timeSteps + " time steps");
        }
        List<Finding> findings = new ArrayList<>(SnnVerifier.findings(graph));
        if (!findings.isEmpty()) {
            throw new RejectedModelException(findings);
        }
        findings.addAll(DelayCheck.findings(graph, chip));
        List<Stage> stages = new Quantiser(graph, chip.precision(), timeSteps, findings).quantise();
        int most = Ranges.mostTimeSteps(stages, graph.coding());
        if (timeSteps > most) {
            throw new IllegalArgumentException("%d time steps, not 1 to %d".formatted(timeSteps, most));
        }
        findings.addAll(RangeCheck.findings(stages, graph.coding()));
        findings.addAll(LayerCheck.findings(stages, chip));
        Placement placement = new Placer(stages, chip, findings).place();
        if (!findings.isEmpty()) {
            throw new RejectedModelException(findings);
        }
        CoreProgram program =
                new CoreProgram(chip, graph.coding(), timeSteps, graph.startDelay(), 0, stages, placement);
        List<String> faults = ProgramCheck.faults(program);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("the network is malformed: " + String.join("; ", faults));
        }
        return program;
    }
}
