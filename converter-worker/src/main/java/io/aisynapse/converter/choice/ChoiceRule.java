package io.aisynapse.converter.choice;

import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.protocol.work.WorkOrder.ChoiceSettings;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which of several measured points is taken: the least objective among those of which it is shown, at 95 % confidence,
 * that accuracy falls by no more than the limit; equal ones by fewer cores, then by fewer time steps. When there is
 * none, the nearest: the one with the least bound, where a bound that the number of samples cannot undercut counts as
 * reached.
 *
 * @param limit in percentage points
 */
public record ChoiceRule(Objective objective, double limit) {
    /** @throws RejectedModelException when there is no such objective */
    public static ChoiceRule of(ChoiceSettings settings) {
        Objective objective = Objective.named(settings.objective())
                .orElseThrow(() -> new RejectedModelException(new Finding(
                        "bad-value",
                        "/objective",
                        settings.objective(),
                        "energy, latency or cores",
                        "choose one of the values that are wanted")));
        return new ChoiceRule(objective, settings.maxAccuracyDrop());
    }

    /** @param qualifies whether the point keeps within the limit */
    public record Chosen(Point point, boolean qualifies) {}

    public Optional<Chosen> choose(List<Point> points) {
        Optional<Chosen> qualified =
                points.stream().filter(this::qualifies).min(best()).map(point -> new Chosen(point, true));
        return qualified.or(() -> points.stream()
                .min(Comparator.comparingDouble(ChoiceRule::bound).thenComparing(best()))
                .map(point -> new Chosen(point, false)));
    }

    boolean qualifies(Point point) {
        return point.drop().high() <= limit;
    }

    /** A gain over the original by chance makes no point nearer than one that answers everything alike. */
    private static double bound(Point point) {
        return Math.max(point.drop().high(), point.quality().leastBound());
    }

    private Comparator<Point> best() {
        return Comparator.comparing((Point point) -> !point.costs().models(objective))
                .thenComparingDouble(point -> point.costs().of(objective))
                .thenComparingInt(point -> point.costs().cores())
                .thenComparingInt(point -> point.target().timeSteps())
                .thenComparing(point -> point.target().chip().name())
                .thenComparing(point -> point.target().scheme());
    }
}
