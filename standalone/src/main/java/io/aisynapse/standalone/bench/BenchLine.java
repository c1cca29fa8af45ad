package io.aisynapse.standalone.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One result, for the table and as one line of JSON.
 *
 * @param scheme null when the model as a whole has this verdict
 * @param steps T; null when the scheme as a whole has this verdict
 * @param verdict {@code converted}, {@code hybrid}, {@code refused} or {@code failed}
 * @param reason why not; null when it was converted
 * @param chosen of scheme {@code auto}; null for any other
 */
record BenchLine(
        String model,
        @Nullable String scheme,
        @Nullable Integer steps,
        String verdict,
        @Nullable String reason,
        @Nullable Measured measured,
        @Nullable Chosen chosen) {
    BenchLine(
            String model,
            @Nullable String scheme,
            @Nullable Integer steps,
            String verdict,
            @Nullable String reason,
            @Nullable Measured measured) {
        this(model, scheme, steps, verdict, reason, measured, null);
    }

    /**
     * What scheme {@code auto} came to; the line's steps are the chosen ones.
     *
     * @param drop on the samples it was chosen by, in points
     * @param dropAtMost its upper bound at 95 % confidence
     */
    record Chosen(String scheme, boolean qualifies, String confirmation, double drop, double dropAtMost, int tried) {}

    /**
     * @param original the metric of the original, {@code spiking} of the spiking network
     * @param spikes and the counts after it: mean a sample
     * @param energyNanojoules a sample, modelled from the chip's price list
     * @param prepareSeconds what all schemes and numbers of time steps of the model share
     */
    record Measured(
            Judgement judgement,
            int samples,
            String chip,
            double spikes,
            double synapticOperations,
            double energyNanojoules,
            double prepareSeconds,
            double convertSeconds,
            double runSeconds) {
        double seconds() {
            return prepareSeconds + convertSeconds + runSeconds;
        }
    }

    /**
     * @param more further figures of both by name
     */
    record Judgement(String metric, double original, double spiking, double agreement, Map<String, Double> more) {}

    static BenchLine without(String model, @Nullable String scheme, String verdict, String reason) {
        return new BenchLine(model, scheme, null, verdict, reason, null);
    }

    /** The same figures as those of scheme {@code auto}. */
    BenchLine asChosen(Chosen choice) {
        return new BenchLine(model, BenchSettings.AUTO, steps, verdict, reason, measured, choice);
    }

    boolean isConverted() {
        return measured != null;
    }

    Map<String, Object> members() {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("model", model);
        line.put("scheme", scheme);
        line.put("steps", steps);
        line.put("verdict", verdict);
        if (measured == null) {
            line.put("reason", reason);
            return notNull(line);
        }
        putChoice(line);
        Judgement judgement = measured.judgement();
        line.put("metric", judgement.metric());
        line.put("original", judgement.original());
        line.put("spiking", judgement.spiking());
        line.put("agreement", judgement.agreement());
        line.putAll(judgement.more());
        line.put("spikes", measured.spikes());
        line.put("synaptic_operations", measured.synapticOperations());
        line.put("seconds", measured.seconds());
        line.put("samples", measured.samples());
        line.put("chip", measured.chip());
        line.put("energy_nj", measured.energyNanojoules());
        line.put("prepare_seconds", measured.prepareSeconds());
        line.put("convert_seconds", measured.convertSeconds());
        line.put("run_seconds", measured.runSeconds());
        return notNull(line);
    }

    private void putChoice(Map<String, @Nullable Object> line) {
        if (chosen != null) {
            line.put("chosen_scheme", chosen.scheme());
            line.put("qualifies", chosen.qualifies());
            line.put("confirmation", chosen.confirmation());
            line.put("drop_chosen_by", chosen.drop());
            line.put("drop_at_most", chosen.dropAtMost());
            line.put("candidates_tried", chosen.tried());
        }
    }

    /** Jackson writes null members as they are; the type of the map is all that says otherwise. */
    @SuppressWarnings({"unchecked", "NullAway"})
    private static Map<String, Object> notNull(Map<String, @Nullable Object> line) {
        return (Map<String, Object>) (Map<String, ?>) line;
    }
}
