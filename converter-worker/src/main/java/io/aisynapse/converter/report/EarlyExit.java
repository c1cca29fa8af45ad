package io.aisynapse.converter.report;

import io.aisynapse.core.engine.answer.MarginRule;
import io.aisynapse.core.tensor.ArgMax;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What early exit by a margin would yield: each sample's answer is the one of the first tick at which its largest logit
 * leads the second by the margin, or of the last tick. Margins are shares of the median lead at the last tick.
 *
 * @param margin in logits, as a job takes it
 * @param meanTicks of the readout's window
 * @param accuracy of labelled samples; null without labels
 * @param agreement with the original's class
 */
public record EarlyExit(
        double margin, double meanTicks, @Nullable Interval accuracy, Interval agreement) {
    private static final double[] SHARES = {0.125, 0.25, 0.5, 0.75, 1, 1.5, 2};

    /**
     * @param readoutStart ticks that the readout leaves out
     * @param original the original's logits, one row a sample
     * @param labels one a sample; null without
     */
    public static List<EarlyExit> measure(
            TickAnswers[] answers, int readoutStart, float[][] original, long @Nullable [] labels) {
        List<EarlyExit> curve = new ArrayList<>();
        double[] leads = Arrays.stream(answers)
                .mapToDouble(TickAnswers::lastLead)
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        double median = leads.length == 0 ? 0 : leads[leads.length / 2];
        for (double share : SHARES) {
            if (median > 0) {
                MarginRule rule = new MarginRule(share * median, 1);
                curve.add(at(rule, answers, readoutStart, new Wanted(original, labels)));
            }
        }
        return curve;
    }

    private record Wanted(float[][] original, long @Nullable [] labels) {}

    private static EarlyExit at(MarginRule rule, TickAnswers[] answers, int readoutStart, Wanted wanted) {
        long ticks = 0;
        int agreeing = 0;
        int right = 0;
        long[] labels = wanted.labels;
        for (int s = 0; s < answers.length; s++) {
            int tick = exit(rule, answers[s], readoutStart);
            int answer = answers[s].classes()[tick - 1];
            ticks += tick;
            agreeing += answer == ArgMax.of(wanted.original[s]) ? 1 : 0;
            right += labels != null && answer == labels[s] ? 1 : 0;
        }
        return new EarlyExit(
                rule.margin(),
                ticks / (double) answers.length,
                labels == null ? null : Interval.of(right, answers.length),
                Interval.of(agreeing, answers.length));
    }

    private static int exit(MarginRule rule, TickAnswers answers, int readoutStart) {
        int tick = 1;
        while (tick < answers.ticks() && !rule.takes(tick, readoutStart, answers.leads()[tick - 1])) {
            tick++;
        }
        return tick;
    }
}
