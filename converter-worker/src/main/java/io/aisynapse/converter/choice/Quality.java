package io.aisynapse.converter.choice;

import org.jspecify.annotations.Nullable;

/**
 * How good answers are, beside the original's.
 *
 * @param measure what the drop is one of: {@code accuracy}, {@code agreement} or {@code relative error}
 * @param accuracy share of labelled samples that are right; null without labels
 * @param agreement share of samples with the original's class; of answers that are no classes, 1 − relative error
 */
public record Quality(
        int samples,
        String measure,
        @Nullable Double accuracyOriginal,
        @Nullable Double accuracy,
        double agreement,
        Drop drop) {
    static final String RELATIVE_ERROR = "relative error";

    /** Whether no answer differs, so that more time steps cannot better it. */
    boolean isPerfect() {
        return agreement == 1;
    }

    /** The least upper bound that so many samples can show, in points. */
    double leastBound() {
        return measure.equals(RELATIVE_ERROR) ? 0 : Drop.leastBound(samples);
    }
}
