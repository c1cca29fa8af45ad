package io.aisynapse.converter.choice;

import io.aisynapse.converter.ConversionTarget;
import org.jspecify.annotations.Nullable;

/**
 * A candidate in the table.
 *
 * @param point null when it was not measured; {@code reason} says why
 */
public record Row(
        ConversionTarget target,
        Outcome outcome,
        @Nullable Point point,
        @Nullable String reason) {
    /** What it says about other numbers of time steps. */
    enum Outcome {
        NOTHING,
        /** More time steps cannot better it. */
        PERFECT,
        /** Even its lower bound is above the limit, so fewer time steps will not do either. */
        HOPELESS
    }

    static Row without(ConversionTarget target, String reason) {
        return new Row(target, Outcome.NOTHING, null, reason);
    }

    static Row of(Point point, double limit) {
        boolean hopeless = point.drop().low() > limit;
        Outcome outcome = hopeless ? Outcome.HOPELESS : Outcome.NOTHING;
        return new Row(point.target(), point.quality().isPerfect() ? Outcome.PERFECT : outcome, point, null);
    }
}
