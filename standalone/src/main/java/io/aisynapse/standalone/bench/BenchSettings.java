package io.aisynapse.standalone.bench;

import io.aisynapse.converter.ConversionTarget;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.protocol.work.WorkOrder.ChoiceSettings;
import io.aisynapse.protocol.work.WorkOrder.ConversionSettings;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to measure.
 *
 * @param folder with {@code manifest.json}, models and data
 * @param schemes in the order of the table
 * @param steps numbers of time steps, in the order of the table
 * @param only names of models; all when empty
 * @param samples test samples of a model at most
 * @param calibrationSamples of a model at most
 * @param chip name of a chip profile
 * @param threads that run samples
 * @param json file for one JSON line a result
 * @param goal of scheme {@code auto}
 */
public record BenchSettings(
        Path folder,
        List<String> schemes,
        List<Integer> steps,
        Set<String> only,
        int samples,
        int calibrationSamples,
        String chip,
        int threads,
        @Nullable Path json,
        Goal goal) {
    /** In place of a scheme: the best of all of them. */
    public static final String AUTO = ConversionSettings.AUTO;

    /**
     * What scheme {@code auto} chooses by.
     *
     * @param objective {@code energy}, {@code latency} or {@code cores}
     * @param maxDrop of accuracy or agreement, in percentage points
     */
    public record Goal(String objective, double maxDrop) {
        public static final Goal USUAL = new Goal("energy", ChoiceSettings.USUAL_DROP);
    }

    public BenchSettings(
            Path folder,
            List<String> schemes,
            List<Integer> steps,
            Set<String> only,
            int samples,
            int calibrationSamples,
            String chip,
            int threads,
            @Nullable Path json) {
        this(folder, schemes, steps, only, samples, calibrationSamples, chip, threads, json, Goal.USUAL);
    }

    /** What {@code auto} chooses among and by: all schemes, these time steps, this chip. */
    ChoiceSettings choice() {
        return new ChoiceSettings(goal.objective(), goal.maxDrop(), List.of(), steps, List.of(chip));
    }

    public BenchSettings {
        schemes = List.copyOf(schemes);
        steps = List.copyOf(steps);
        only = Set.copyOf(only);
    }

    /** A sentence for each scheme that there is not, or for the chip; empty for good settings. */
    public List<String> faults() {
        Set<String> faults = new LinkedHashSet<>();
        for (String scheme : schemes) {
            try {
                ConversionTarget.named(scheme.equals(AUTO) ? "rate" : scheme, 1, chip);
            } catch (RejectedModelException e) {
                e.findings().forEach(finding -> faults.add(finding.toText()));
            }
        }
        return List.copyOf(faults);
    }
}
