package io.aisynapse.api.job;

import io.aisynapse.protocol.state.JobState;
import io.aisynapse.protocol.work.ProtocolJson;
import io.aisynapse.protocol.work.WorkResult.ConversionSummary;
import io.aisynapse.protocol.work.WorkResult.ShardSummary;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/**
 * A job's figures: sums over its shards, and what its conversion was.
 *
 * @param labelled samples with a label; without any the accuracies are null
 * @param accuracyOriginal share of labelled samples that the model itself gets right
 * @param agreement share of compared samples on which the spiking network answers as the model does
 * @param chipLatencyUsPerSample modelled, from event counts and placement
 * @param energyNjPerSample modelled, from event counts
 * @param processorSeconds measured, over all nodes
 * @param wallSeconds measured, from the first lease to the last commit
 */
record JobSummary(
        int samples,
        int labelled,
        @Nullable Double accuracyOriginal,
        @Nullable Double accuracySpiking,
        @Nullable Double agreement,
        int timeSteps,
        long spikes,
        long synapticOperations,
        long inputOperations,
        int cores,
        int chips,
        int neurons,
        double chipLatencyUsPerSample,
        double energyNjPerSample,
        double processorSeconds,
        double wallSeconds,
        List<String> warnings) {
    static JobSummary of(Job job, ConversionSummary conversion, List<ShardSummary> shards) {
        long labelled = sum(shards, ShardSummary::labelled);
        return new JobSummary(
                job.samples,
                (int) labelled,
                share(sum(shards, ShardSummary::correctOriginal), labelled),
                share(sum(shards, ShardSummary::correctSpiking), labelled),
                share(sum(shards, ShardSummary::agreeing), sum(shards, ShardSummary::compared)),
                job.timeSteps,
                sum(shards, ShardSummary::spikes),
                sum(shards, ShardSummary::synapticOperations),
                sum(shards, ShardSummary::inputOperations),
                conversion.cores(),
                conversion.chips(),
                conversion.neurons(),
                total(shards, ShardSummary::chipNanoseconds) / job.samples / 1e3,
                total(shards, ShardSummary::energyPicojoules) / job.samples / 1e3,
                sum(shards, ShardSummary::processorNanoseconds) / 1e9,
                wallSeconds(job.stateTimes),
                warnings(job, conversion, shards));
    }

    private static long sum(List<ShardSummary> shards, ToLongFunction<ShardSummary> count) {
        return shards.stream().mapToLong(count).sum();
    }

    /** In shard order, so that it is the same whoever ran them. */
    private static double total(List<ShardSummary> shards, ToDoubleFunction<ShardSummary> amount) {
        double total = 0;
        for (ShardSummary shard : shards) {
            total += amount.applyAsDouble(shard);
        }
        return total;
    }

    private static @Nullable Double share(long part, long whole) {
        return whole == 0 ? null : (double) part / whole;
    }

    private static double wallSeconds(String stateTimes) {
        Map<String, String> times = ProtocolJson.mapper().readValue(stateTimes, new TypeReference<>() {});
        String placed = times.get(JobState.PLACED.name());
        String finalizing = times.get(JobState.FINALIZING.name());
        return placed == null || finalizing == null
                ? 0
                : Duration.between(OffsetDateTime.parse(placed), OffsetDateTime.parse(finalizing))
                                .toNanos()
                        / 1e9;
    }

    private static List<String> warnings(Job job, ConversionSummary conversion, List<ShardSummary> shards) {
        List<String> warnings = new ArrayList<>(Objects.requireNonNullElse(conversion.warnings(), List.of()));
        if (job.ownCalibration) {
            warnings.add("no calibration dataset was given: the first samples of the job's own dataset calibrated it");
        }
        shards.stream()
                .map(ShardSummary::note)
                .filter(Objects::nonNull)
                .distinct()
                .forEach(warnings::add);
        return warnings;
    }
}
