package io.aisynapse.api.job;

import io.aisynapse.protocol.state.JobState;
import io.aisynapse.protocol.work.ProtocolJson;
import io.aisynapse.protocol.work.WorkOrder.FaultWishes;
import io.aisynapse.protocol.work.WorkResult.ConversionSummary;
import io.aisynapse.protocol.work.WorkResult.ShardSummary;
import io.aisynapse.protocol.work.WorkResult.TickCount;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
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
 * @param relativeError {@code ‖y − y₀‖ / ‖y₀‖} of all answers together, y₀ the model's own; null where the answer is a
 *     class, or without a model
 * @param chipLatencyUsPerSample modelled, from event counts and placement
 * @param energyNjPerSample modelled, from event counts
 * @param processorSeconds measured, over all nodes
 * @param wallSeconds measured, from the first lease to the last commit
 * @param meanTicks of the readout's window that a sample took: T, or less with early exit; null when a node told none
 * @param distributionShift whether a layer of {@code coverage} says so; null without it
 * @param coverage one a layer of neurons; null without calibration samples
 * @param againstTime after 1, 2, 4 … ticks; null when it was not asked for
 * @param faults what was broken in the chip; null for nothing
 */
record JobSummary(
        int samples,
        int labelled,
        @Nullable Double accuracyOriginal,
        @Nullable Double accuracySpiking,
        @Nullable Double agreement,
        @Nullable Double relativeError,
        int timeSteps,
        @Nullable String scheme,
        String chip,
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
        @Nullable Double meanTicks,
        @Nullable List<AgainstTime> againstTime,
        @Nullable FaultWishes faults,
        @Nullable Boolean distributionShift,
        @Nullable List<JobCoverage> coverage,
        List<String> warnings) {
    /**
     * How good the answers are after some ticks; a sample that ended early keeps its answer.
     *
     * @param accuracy share of labelled samples; null without labels
     * @param agreement with the model's answers
     * @param relativeError as in the summary
     */
    record AgainstTime(
            int ticks,
            @Nullable Double accuracy,
            @Nullable Double agreement,
            @Nullable Double relativeError) {}

    /** @param note one more warning; null for none */
    static JobSummary of(Job job, ConversionSummary conversion, List<ShardSummary> shards, @Nullable String note) {
        long labelled = sum(shards, ShardSummary::labelled);
        List<JobCoverage> coverage = JobCoverage.of(
                conversion.atTop(), shards.stream().map(ShardSummary::atTop).toList());
        return new JobSummary(
                job.samples,
                (int) labelled,
                share(
                        sum(shards, ShardSummary::correctOriginal),
                        sum(shards, ShardSummary::compared) == 0 ? 0 : labelled),
                share(sum(shards, ShardSummary::correctSpiking), labelled),
                share(sum(shards, ShardSummary::agreeing), sum(shards, ShardSummary::compared)),
                relativeError(sumOrNull(shards, ShardSummary::squaredError), magnitude(shards)),
                conversion.timeSteps(),
                conversion.scheme() == null ? job.scheme : conversion.scheme(),
                conversion.chip(),
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
                meanTicks(job, shards),
                againstTime(labelled, shards),
                JobRows.faultsOf(job.faults),
                coverage == null ? null : coverage.stream().anyMatch(JobCoverage::shift),
                coverage,
                warnings(job, conversion, shards, coverage, note));
    }

    private static @Nullable Double meanTicks(Job job, List<ShardSummary> shards) {
        long all = 0;
        for (ShardSummary shard : shards) {
            Long ticks = shard.ticks();
            if (ticks == null) {
                return null;
            }
            all += ticks;
        }
        return (double) all / job.samples;
    }

    private static @Nullable List<AgainstTime> againstTime(long labelled, List<ShardSummary> shards) {
        if (shards.stream().anyMatch(shard -> shard.againstTime() == null)) {
            return null;
        }
        Map<Integer, TickCount> byTick = new TreeMap<>();
        for (ShardSummary shard : shards) {
            for (TickCount count : Objects.requireNonNull(shard.againstTime())) {
                byTick.merge(count.ticks(), count, JobSummary::added);
            }
        }
        long compared = sum(shards, ShardSummary::compared);
        Double magnitude = magnitude(shards);
        return byTick.values().stream()
                .map(count -> new AgainstTime(
                        count.ticks(),
                        share(count.correct(), labelled),
                        share(count.agreeing(), compared),
                        relativeError(count.squaredError(), magnitude)))
                .toList();
    }

    private static TickCount added(TickCount a, TickCount b) {
        return new TickCount(
                a.ticks(),
                a.correct() + b.correct(),
                a.agreeing() + b.agreeing(),
                a.squaredError() == null || b.squaredError() == null ? null : a.squaredError() + b.squaredError());
    }

    private static @Nullable Double magnitude(List<ShardSummary> shards) {
        return sumOrNull(shards, ShardSummary::squaredMagnitude);
    }

    /** Null as soon as one shard does not tell it. */
    private static @Nullable Double sumOrNull(
            List<ShardSummary> shards, Function<ShardSummary, @Nullable Double> amount) {
        double sum = 0;
        for (ShardSummary shard : shards) {
            Double each = amount.apply(shard);
            if (each == null) {
                return null;
            }
            sum += each;
        }
        return sum;
    }

    private static @Nullable Double relativeError(@Nullable Double squaredError, @Nullable Double squaredMagnitude) {
        if (squaredError == null || squaredMagnitude == null || squaredMagnitude == 0) {
            return null;
        }
        return Math.sqrt(squaredError / squaredMagnitude);
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

    private static List<String> warnings(
            Job job,
            ConversionSummary conversion,
            List<ShardSummary> shards,
            @Nullable List<JobCoverage> coverage,
            @Nullable String note) {
        List<String> warnings = new ArrayList<>(Objects.requireNonNullElse(conversion.warnings(), List.of()));
        if (job.ownCalibration) {
            warnings.add("no calibration dataset was given: the first samples of the job's own dataset calibrated it");
        }
        shards.stream()
                .map(ShardSummary::note)
                .filter(Objects::nonNull)
                .distinct()
                .forEach(warnings::add);
        if (note != null) {
            warnings.add(note);
        }
        Objects.requireNonNullElse(coverage, List.<JobCoverage>of()).stream()
                .filter(JobCoverage::shift)
                .limit(1)
                .map(JobCoverage::warning)
                .forEach(warnings::add);
        return warnings;
    }
}
