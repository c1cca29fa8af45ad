package io.aisynapse.converter.choice;

import io.aisynapse.protocol.work.WorkResult.ChoiceSummary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A choice for machines: the section of the report, and the few figures of the summary. */
public final class ChoiceReport {
    private final Choice choice;

    public ChoiceReport(Choice choice) {
        this.choice = choice;
    }

    public ChoiceSummary summary() {
        Drop drop = choice.chosen().point().drop();
        return new ChoiceSummary(
                choice.rule().objective().text(),
                choice.rule().limit(),
                choice.chosen().qualifies(),
                choice.confirmation(),
                drop.points(),
                drop.high(),
                choice.rows().size(),
                choice.points().size());
    }

    public Map<String, Object> section() {
        Map<String, @Nullable Object> section = new LinkedHashMap<>();
        section.put("objective", choice.rule().objective().text());
        section.put("max_accuracy_drop", choice.rule().limit());
        section.put("chosen", target(choice.chosen().point()));
        section.put("qualifies", choice.chosen().qualifies());
        section.put("confirmation", choice.confirmation());
        section.put("confirmed_by", choice.confirmed() == null ? null : quality(choice.confirmed()));
        section.put("samples", samples());
        section.put("notes", choice.warnings());
        section.put("candidates", choice.rows().stream().map(this::row).toList());
        return notNull(section);
    }

    private Map<String, Object> samples() {
        int solving = choice.prepared().calibration().solving().samples().length;
        Map<String, Object> samples = new LinkedHashMap<>();
        samples.put("solved_on", solving);
        samples.put("chosen_by", choice.ground().choosing());
        samples.put("chosen_by_samples_of_their_own", choice.ground().ownSamples());
        samples.put("held_out", choice.prepared().calibration().heldOut().samples().length);
        return samples;
    }

    private static Map<String, Object> target(Point point) {
        Map<String, Object> target = new LinkedHashMap<>();
        target.put("scheme", point.target().scheme().text());
        target.put("time_steps", point.target().timeSteps());
        target.put("chip", point.target().chip().name());
        return target;
    }

    private Map<String, Object> row(Row row) {
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        result.put("scheme", row.target().scheme().text());
        result.put("time_steps", row.target().timeSteps());
        result.put("chip", row.target().chip().name());
        Point point = row.point();
        if (point == null) {
            result.put("reason", row.reason());
            return notNull(result);
        }
        List<Point> points = choice.points();
        result.putAll(quality(point.quality()));
        result.put("energy_nj", point.costs().nanojoules());
        result.put("energy_on_chip_nj", point.costs().chipNanojoules());
        result.put("latency_us", point.costs().microseconds());
        result.put("latency_ticks", point.costs().ticks());
        result.put("cores", point.costs().cores());
        result.put("spikes", point.costs().spikes());
        result.put("synaptic_operations", point.costs().synapticOperations());
        result.put("qualifies", choice.rule().qualifies(point));
        result.put("on_front", ParetoFront.holds(point, points));
        result.put("chosen", point.equals(choice.chosen().point()));
        return notNull(result);
    }

    private static Map<String, Object> quality(Quality quality) {
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        result.put("samples", quality.samples());
        result.put("drop_of", quality.measure());
        result.put("drop", quality.drop().points());
        result.put("drop_at_least", quality.drop().low());
        result.put("drop_at_most", quality.drop().high());
        result.put("accuracy_original", quality.accuracyOriginal());
        result.put("accuracy", quality.accuracy());
        result.put("agreement", quality.agreement());
        return notNull(result);
    }

    /** Jackson writes null members as they are; the type of the map is all that says otherwise. */
    @SuppressWarnings({"unchecked", "NullAway"})
    private static Map<String, Object> notNull(Map<String, @Nullable Object> members) {
        return (Map<String, Object>) (Map<String, ?>) members;
    }
}
