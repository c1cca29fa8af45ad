package io.aisynapse.core.convert;

import java.util.List;

/**
 * Solves a channel's threshold for a number of steps N: the θ on a geometric grid below the largest activation with the
 * least squared distance between the staircase {@code q(a) = θ/N · clip(⌊N·a/θ + ½⌋, 0, N)} and the activations.
 *
 * <p>Where a layer begins to fire before it has heard all of its source, a value above the share of θ that has been
 * heard by then comes late, and what it would have held back is fired already: a part of its square is added.
 */
final class ThresholdSolver {
    private static final int GRID_POINTS = 110;
    private static final double GRID_RATIO = 0.97;

    /** Squared error that a value causes by what of it comes late. */
    private static final double LATE = 0.05;

    private final int steps;
    private final double heard;

    /**
     * @param steps N
     * @param heard share of a window that a layer has heard of its source before it fires; 1 where it matters nothing
     */
    ThresholdSolver(int steps, double heard) {
        this.steps = steps;
        this.heard = heard;
    }

    /**
     * @param halves the positive values, the negative ones, or both
     * @return θ, or 0 for a silent channel
     */
    double solve(List<WeightedValues> halves) {
        double threshold =
                halves.stream().mapToDouble(WeightedValues::largest).max().orElse(0);
        double best = threshold;
        double leastError = Double.POSITIVE_INFINITY;
        for (int i = 0; i < GRID_POINTS && threshold > 0; i++) {
            double error = 0;
            for (WeightedValues half : halves) {
                error += squaredError(half, threshold);
            }
            if (error < leastError) {
                leastError = error;
                best = threshold;
            }
            threshold *= GRID_RATIO;
        }
        return Math.max(0, best);
    }

    /** Sum over the values of (q(a) − a)², and of what comes late. */
    double squaredError(WeightedValues values, double threshold) {
        double step = threshold / steps;
        double error = 0;
        for (int i = 0; i < values.value().length; i++) {
            double value = values.value()[i];
            double distance = step * Math.min(steps, Math.floor(value / step + 0.5)) - value;
            double late = heard < 1 ? Math.max(0, value - heard * threshold) : 0;
            error += values.weight()[i] * (distance * distance + LATE * late * late);
        }
        return error;
    }
}
