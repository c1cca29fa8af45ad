package io.aisynapse.converter.report;

import io.aisynapse.core.tensor.ArgMax;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How good the answer is after some ticks of one run, at 1, 2, 4 … ticks and at the last.
 *
 * @param ticks since the readout began
 * @param accuracy of labelled samples; null without labels
 * @param agreement with the original's class
 */
public record AgainstTime(int ticks, @Nullable Interval accuracy, Interval agreement) {
    /**
     * @param original the original's logits, one row a sample
     * @param labels one a sample; null without
     */
    public static List<AgainstTime> measure(TickAnswers[] answers, float[][] original, long @Nullable [] labels) {
        int[][] classes = Arrays.stream(answers).map(TickAnswers::classes).toArray(int[][]::new);
        List<AgainstTime> curve = new ArrayList<>();
        int last = classes.length == 0 ? 0 : classes[0].length;
        for (int ticks = 1; ticks < last; ticks *= 2) {
            curve.add(at(ticks, classes, original, labels));
        }
        if (last > 0) {
            curve.add(at(last, classes, original, labels));
        }
        return curve;
    }

    private static AgainstTime at(int ticks, int[][] classes, float[][] original, long @Nullable [] labels) {
        int agreeing = 0;
        int right = 0;
        for (int s = 0; s < classes.length; s++) {
            int answer = classes[s][ticks - 1];
            agreeing += answer == ArgMax.of(original[s]) ? 1 : 0;
            right += labels != null && answer == labels[s] ? 1 : 0;
        }
        return new AgainstTime(
                ticks,
                labels == null ? null : Interval.of(right, classes.length),
                Interval.of(agreeing, classes.length));
    }
}
