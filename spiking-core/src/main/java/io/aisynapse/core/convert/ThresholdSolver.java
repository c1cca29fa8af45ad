package io.aisynapse.core.convert;

import java.util.List;

/**
 * Solves a channel's threshold for a number of steps N: the θ on the grid {@code m·(1 − 0.01·i), i = 0…94} (m the
 * largest activation) with the least squared distance between the staircase {@code q(a) = θ/N · clip(⌊N·a/θ + ½⌋, 0,
 * N)} and the calibrated activations.
 */
final class ThresholdSolver {
    private static final int GRID_POINTS = 95;
    private static final double GRID_STEP = 0.01;

    private final int steps;

    ThresholdSolver(int steps) {
        this.steps = steps;
    }

    /**
     * @param halves the positive values, the negative ones, or both
     * @return θ, or 0 for a silent channel
     */
    double solve(List<ChannelHistogram> halves) {
        double largest =
                halves.stream().mapToDouble(ChannelHistogram::largest).max().orElse(0);
        double best = largest;
        double leastError = Double.POSITIVE_INFINITY;
        for (int i = 0; i < GRID_POINTS && largest > 0; i++) {
            double threshold = largest * (1 - GRID_STEP * i);
            double error = 0;
            for (ChannelHistogram half : halves) {
                error += squaredError(half, threshold);
            }
            if (error < leastError) {
                leastError = error;
                best = threshold;
            }
        }
        return Math.max(0, best);
    }

    /** Sum over the channel's values of (q(a) − a)². */
    double squaredError(ChannelHistogram histogram, double threshold) {
        if (histogram.silent()) {
            return 0;
        }
        double step = threshold / steps;
        double error = 0;
        for (int bin = 0; bin < ChannelHistogram.BINS; bin++) {
            int count = histogram.count(bin);
            if (count > 0) {
                double value = histogram.middle(bin);
                double distance = step * Math.min(steps, Math.floor(value / step + 0.5)) - value;
                error += count * distance * distance;
            }
        }
        return error;
    }
}
