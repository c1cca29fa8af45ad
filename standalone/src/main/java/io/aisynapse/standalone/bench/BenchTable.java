package io.aisynapse.standalone.bench;

import io.aisynapse.standalone.bench.BenchLine.Judgement;
import io.aisynapse.standalone.bench.BenchLine.Measured;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The results for a terminal: a block a model, a row a scheme, a column a number of time steps.
 *
 * <pre>
 *   digits_sklearn_relu: classification, 450 samples, accuracy of the original 0.9822
 *     scheme                 T = 4           T = 8
 *     rate           0.9711  97.8%   0.9800  99.6%
 * </pre>
 */
final class BenchTable {
    private static final String ROW_NAME = "  %-14s";
    private static final String CELL = "%17s";
    private static final int LONGEST_REASON = 200;

    private final PrintStream out;
    private final List<Integer> steps;

    BenchTable(PrintStream out, List<Integer> steps) {
        this.out = out;
        this.steps = steps;
    }

    /** @param trial null when the model is refused for every scheme, each for a reason of its own */
    void begin(BenchModel model, @Nullable ModelTrial trial) {
        out.println();
        if (trial == null) {
            out.println(model.name() + ": " + model.task());
            return;
        }
        out.println(model.name() + ": " + model.task() + ", " + trial.samples() + " samples, " + trial.metricName()
                + " of the original " + figure(trial.originalMetric()));
        StringBuilder header = new StringBuilder(ROW_NAME.formatted("scheme"));
        steps.forEach(step -> header.append(CELL.formatted("T = " + step)));
        out.println(header);
    }

    void refused(BenchModel model, BenchLine line) {
        out.println();
        out.println(model.name() + ": " + model.task() + ", " + line.verdict() + ": " + cut(line.reason()));
    }

    /** The lines of one scheme. */
    void row(String scheme, List<BenchLine> lines) {
        StringBuilder row = new StringBuilder(ROW_NAME.formatted(scheme));
        List<String> reasons = new ArrayList<>();
        for (BenchLine line : lines) {
            if (line.steps() == null) {
                row.append("  ").append(line.verdict()).append(": ").append(cut(line.reason()));
            } else if (line.measured() == null) {
                row.append(CELL.formatted(line.verdict()));
                reasons.add("T = " + line.steps() + ": " + cut(line.reason()));
            } else {
                row.append(CELL.formatted(cell(line.measured())));
            }
        }
        boolean hybrid = lines.stream().anyMatch(line -> line.verdict().equals("hybrid"));
        out.println(hybrid ? row.append("  hybrid") : row);
        reasons.forEach(reason -> out.println("      " + reason));
    }

    /** The line of scheme {@code auto}. */
    void chosen(BenchModel model, BenchLine line) {
        if (line.measured() == null || line.chosen() == null) {
            refused(model, line);
            return;
        }
        Judgement judgement = line.measured().judgement();
        out.printf(
                Locale.ROOT,
                "%n%s: auto chose %s, T = %d: %s %s of the original's %s, agreement %s, %.1f nJ%n",
                model.name(),
                line.chosen().scheme(),
                line.steps(),
                judgement.metric(),
                figure(judgement.spiking()),
                figure(judgement.original()),
                percent(judgement.agreement()).strip(),
                line.measured().energyNanojoules());
        out.printf(
                Locale.ROOT,
                "      %s: falls by %.2f points, at most %.2f (95 %%), held-out samples: %s;"
                        + " %d candidates tried, %.0f s%n",
                line.chosen().qualifies() ? "qualifies" : "NEAREST, it is not shown that it qualifies",
                line.chosen().drop(),
                line.chosen().dropAtMost(),
                line.chosen().confirmation(),
                line.chosen().tried(),
                line.measured().convertSeconds());
    }

    private static String cell(Measured measured) {
        Judgement judgement = measured.judgement();
        return "%s %s".formatted(figure(judgement.spiking()), percent(judgement.agreement()));
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%6.2f%%", 100 * share);
    }

    private static String figure(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 0.01 ? "%.2e" : "%.4f", value);
    }

    private static String cut(@Nullable String reason) {
        String text = reason == null ? "" : reason;
        return text.length() <= LONGEST_REASON ? text : text.substring(0, LONGEST_REASON) + "…";
    }
}
