package io.aisynapse.core.compile;

import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.neuron.Coding;
import io.aisynapse.core.program.IntegerDecoding;
import io.aisynapse.core.program.Ranges;
import io.aisynapse.core.program.Stage;
import io.aisynapse.core.program.Synapses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Proves from weights and fan-in that no integer of a run can overflow, or says where it could. */
final class RangeCheck {
    private RangeCheck() {}

    static List<Finding> findings(List<Stage> stages, Coding coding) {
        List<Finding> findings = new ArrayList<>();
        long[] events = Ranges.largestEvents(stages, coding);
        for (int s = 0; s < stages.size(); s++) {
            Stage stage = stages.get(s);
            check(findings, stage.name(), "an event's value", events[s], Ranges.MAX_EVENT);
            switch (stage) {
                case Stage.Population population -> {
                    check(
                            findings,
                            population.name(),
                            "charge of a tick",
                            charge(population, stages, coding),
                            Ranges.maxCharge(coding));
                }
                case Stage.LeakyPopulation population ->
                    check(
                            findings,
                            population.name(),
                            "charge of a tick",
                            Ranges.largestStep(population, population.membrane(), stages, coding),
                            Ranges.MAX_STEP);
                case Stage.Readout readout
                when readout.decoding() instanceof IntegerDecoding.Potential potential ->
                    check(
                            findings,
                            readout.name(),
                            "charge of a tick",
                            Ranges.largestStep(readout, potential.membrane(), stages, coding),
                            Ranges.MAX_STEP);
                case Stage.Readout readout -> {
                    long[] sums = Ranges.largestCharges(readout.synapses(), stages, coding, readout.shape());
                    long most = Arrays.stream(sums).max().orElse(0);
                    check(findings, readout.name(), "charge of a tick", most, Ranges.maxCharge(coding));
                }
                case Stage.Input _,
                        Stage.SumPool _,
                        Stage.MaxGate _,
                        Stage.IndexMap _,
                        Stage.Concat _,
                        Stage.Unit _ -> {}
            }
            stage.constants().forEach(current -> {
                List<Synapses> synapses = List.of(new Synapses(current.source(), current.kernel()));
                long[] sums = Ranges.largestCharges(synapses, stages, coding, stage.shape());
                long most = Arrays.stream(sums).max().orElse(0);
                check(findings, stage.name(), "input current", most, Integer.MAX_VALUE);
            });
        }
        return findings;
    }

    private static long charge(Stage.Population population, List<Stage> stages, Coding coding) {
        long[] charges = Ranges.largestCharges(population.synapses(), stages, coding, population.shape());
        long most = 0;
        for (int c = 0; c < charges.length; c++) {
            most = Math.max(most, charges[c] << population.membranes().exponent()[c]);
        }
        return most;
    }

    private static void check(List<Finding> findings, String layer, String what, long seen, long most) {
        if (seen > most) {
            findings.add(new Finding(
                    "does-not-fit",
                    "layer " + layer,
                    "%s up to %d".formatted(what, seen),
                    "at most " + most,
                    "Use fewer inputs a neuron, or an input with fewer levels."));
        }
    }
}
