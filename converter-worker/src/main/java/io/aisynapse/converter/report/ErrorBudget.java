package io.aisynapse.converter.report;

import io.aisynapse.core.tensor.ArgMax;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What each stage of a conversion cost, measured on the calibration samples; the first stage is the original. */
public record ErrorBudget(int samples, List<Stage> stages) {
    public ErrorBudget {
        stages = List.copyOf(stages);
    }

    /**
     * @param accuracy share of labelled samples that are right; null without labels
     * @param agreement share of samples with the original's class; null when the answer is no class
     * @param relativeError of the logits: {@code ‖y − y₀‖₂ / ‖y₀‖₂} over all samples
     */
    public record Stage(
            String name,
            @Nullable Double accuracy,
            @Nullable Double agreement,
            double relativeError) {}

    /**
     * Compares the logits of one stage with the original's.
     *
     * @param labels one a sample; null without
     * @param classification whether the largest logit is the answer
     */
    public static Stage compare(
            String name, double[][] logits, double[][] original, long @Nullable [] labels, boolean classification) {
        int samples = logits.length;
        int agreeing = 0;
        int right = 0;
        double difference = 0;
        double magnitude = 0;
        for (int s = 0; s < samples; s++) {
            int answer = ArgMax.of(logits[s]);
            agreeing += answer == ArgMax.of(original[s]) ? 1 : 0;
            right += labels != null && answer == labels[s] ? 1 : 0;
            difference += squaredDistance(logits[s], original[s]);
            magnitude += squaredDistance(original[s], new double[original[s].length]);
        }
        return new Stage(
                name,
                classification && labels != null ? right / (double) samples : null,
                classification ? agreeing / (double) samples : null,
                magnitude == 0 ? Math.sqrt(difference) : Math.sqrt(difference / magnitude));
    }

    private static double squaredDistance(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            double difference = a[i] - b[i];
            sum += difference * difference;
        }
        return sum;
    }
}
