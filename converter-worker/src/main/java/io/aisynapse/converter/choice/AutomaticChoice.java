package io.aisynapse.converter.choice;

import io.aisynapse.converter.ConversionTarget;
import io.aisynapse.converter.ConvertedModel;
import io.aisynapse.converter.Partition;
import io.aisynapse.converter.PreparedModel;
import io.aisynapse.converter.StageListener;
import io.aisynapse.converter.choice.ChoiceRule.Chosen;
import io.aisynapse.core.convert.Scheme;
import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.finding.RejectedModelException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tries candidates and chooses. First those that may decide the choice, cheap ones before dear ones; then, while the
 * budget lasts, those that only fill the table. The budget counts work and no time, so that the same order yields the
 * same table on any machine.
 */
public final class AutomaticChoice {
    /** Multiply-accumulates of trials, all together; ADR 0015 has what they take. */
    private static final long BUDGET = 1_000_000_000_000L;

    private final ChoiceRequest request;
    private final int threads;
    private final StageListener stages;
    private final Map<Boolean, Ground> grounds = new HashMap<>();
    private final Map<Boolean, String> refusedKinds = new HashMap<>();
    private final List<RejectedModelException> refusals = new ArrayList<>();
    private final List<Point> points = new ArrayList<>();
    private @Nullable ConvertedModel best;
    private long spent;

    public AutomaticChoice(ChoiceRequest request, int threads, StageListener stages) {
        this.request = request;
        this.threads = threads;
        this.stages = stages;
    }

    /** Stages at most that a listener is told of. */
    public static int stages(Candidates candidates) {
        return 2 * PreparedModel.PREPARATION_STAGES + candidates.count() + 1;
    }

    /** @throws RejectedModelException with all findings when no candidate can be converted */
    public Choice choose() throws IOException {
        List<Series> all = request.candidates().series();
        for (Series series : all) {
            prepare(series);
        }
        tryAll(all);
        List<Row> rows = all.stream().flatMap(series -> series.rows().stream()).toList();
        Chosen chosen = request.rule().choose(points).orElseThrow(this::refusal);
        stages.begin("confirm the chosen one");
        Ground ground = Objects.requireNonNull(groundOf(chosen.point().target()));
        ConvertedModel converted = Objects.requireNonNull(best);
        Quality confirmed = ground.confirm(converted.program());
        List<String> warnings = new ChoiceWarnings(request.rule(), chosen, confirmed).of(ground, points);
        return new Choice(request.rule(), ground.part(), converted, chosen, rows, confirmed, warnings);
    }

    private void prepare(Series series) throws IOException {
        Scheme scheme = series.scheme();
        boolean kind = scheme.hasFunctionUnits();
        if (!grounds.containsKey(kind) && !refusedKinds.containsKey(kind)) {
            try {
                Partition partition = new Partition(scheme, request.mayBeHybrid());
                grounds.put(kind, Ground.prepare(request, partition, threads, stages));
            } catch (RejectedModelException refusal) {
                refusals.add(refusal);
                refusedKinds.put(kind, reasonOf(refusal));
            }
        }
        String refused = refusedKinds.get(kind);
        if (refused != null) {
            series.refuse(refused);
        }
    }

    private void tryAll(List<Series> all) {
        for (ConversionTarget next = cheapest(all, false); next != null; next = cheapest(all, false)) {
            tryOne(all, next);
        }
        for (ConversionTarget next = cheapest(all, true); next != null; next = cheapest(all, true)) {
            tryOne(all, next);
        }
    }

    /**
     * The next candidate of the series whose next one takes the least, of equal ones the last: schemes with richer
     * events, which need the fewest ticks, come last. Null when none is left within the budget.
     */
    private @Nullable ConversionTarget cheapest(List<Series> all, boolean fill) {
        ConversionTarget best = null;
        long least = spent == 0 ? Long.MAX_VALUE : BUDGET - spent;
        for (Series series : all) {
            ConversionTarget next = fill ? series.nextOfAll() : series.next();
            Ground ground = next == null ? null : groundOf(next);
            if (next != null && ground != null && ground.effort(next) <= least) {
                best = next;
                least = ground.effort(next);
            }
        }
        return best;
    }

    private void tryOne(List<Series> all, ConversionTarget target) {
        String name = "%s, T = %d, on %s"
                .formatted(
                        target.scheme().text(),
                        target.timeSteps(),
                        target.chip().name());
        stages.begin("try " + name);
        Ground ground = Objects.requireNonNull(groundOf(target));
        Row row;
        try {
            ConvertedModel converted = ground.convert(target);
            Point point = ground.measure(converted, request.rule().limit());
            keepIfBest(point, converted);
            row = Row.of(point, request.rule().limit());
            spent += ground.effort(target);
        } catch (RejectedModelException refusal) {
            refusals.add(refusal);
            row = Row.without(target, reasonOf(refusal));
        }
        for (Series series : all) {
            series.tried(row);
        }
    }

    /** The rule orders points, so the last one kept is the one chosen among all; the others' programs can go. */
    private void keepIfBest(Point point, ConvertedModel converted) {
        points.add(point);
        boolean isBest = request.rule()
                .choose(points)
                .filter(chosen -> chosen.point() == point)
                .isPresent();
        best = isBest ? converted : best;
    }

    private @Nullable Ground groundOf(ConversionTarget target) {
        return grounds.get(target.scheme().hasFunctionUnits());
    }

    private RejectedModelException refusal() {
        List<Finding> findings = refusals.stream()
                .flatMap(refusal -> refusal.findings().stream())
                .distinct()
                .toList();
        return new RejectedModelException(findings);
    }

    private static String reasonOf(RejectedModelException refusal) {
        return refusal.findings().stream().map(Finding::toText).distinct().collect(Collectors.joining("; "));
    }
}
