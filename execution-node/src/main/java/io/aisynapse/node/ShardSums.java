package io.aisynapse.node;

import io.aisynapse.core.energy.EnergyEstimate;
import io.aisynapse.core.energy.EnergyModel;
import io.aisynapse.core.engine.SampleResult;
import io.aisynapse.core.engine.count.EventCounts;
import io.aisynapse.protocol.work.WorkResult.RangeCount;
import io.aisynapse.protocol.work.WorkResult.ShardSummary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Adds up what a shard's samples did. */
final class ShardSums {
    private ShardSums() {}

    /**
     * What is told beyond sums of counts.
     *
     * @param atTop null when it was not measured
     */
    record Extras(AnswerTrack track, @Nullable List<RangeCount> atTop) {}

    static ShardSummary summary(
            List<SampleResult> results, Answers answers, LoadedProgram program, Extras extras, Stopwatch stopwatch) {
        EnergyModel energy = program.energy();
        AnswerTrack track = extras.track();
        EventCounts counts = results.stream().map(SampleResult::counts).reduce(EventCounts.NONE, EventCounts::plus);
        EnergyEstimate estimate = energy.estimate(
                counts, results.stream().mapToLong(SampleResult::chipTicks).sum());
        Answers.Deviation deviation = answers.deviation();
        return new ShardSummary(
                results.size(),
                answers.labelled(),
                answers.correctOriginal(),
                answers.correctSpiking(),
                answers.compared(),
                answers.agreeing(),
                counts.operations().spikes(),
                counts.operations().synaptic(),
                counts.operations().input(),
                counts.updates().active(),
                counts.updates().idle(),
                estimate.totalPicojoules(),
                estimate.chipNanoseconds(),
                stopwatch.processorNanoseconds(),
                stopwatch.wallNanoseconds(),
                track.note(),
                results.stream().mapToLong(SampleResult::ticks).sum(),
                track.counts(answers),
                deviation == null ? null : deviation.squaredError(),
                deviation == null ? null : deviation.squaredMagnitude(),
                extras.atTop());
    }
}
