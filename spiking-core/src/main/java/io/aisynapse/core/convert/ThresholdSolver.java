package io.aisynapse.core.convert;

import java.util.List;

/**
 * Solves a channel's threshold for a number of steps N: the θ on the grid {@code m·(1 − 0.01·i), i = 0…94} (m the
 * largest activation) with the least squared distance between the staircase {@code q(a) = θ/N · clip(⌊N·a/θ + ½⌋, 0,
 * N)} and the calibrated activations.
 *
 * <p>A layer that waits for d of T ticks and then fires has heard at most the share d/T of a source's θ by then. What a
 * value exceeds that by comes late, when spikes that it would have held back are gone: a part of its square is added,
 * and the grid is {@code m·0.97^i, i = 0…109}. ADR 0017 has what was measured.
 */
final class ThresholdSolver {
    private static final int LINEAR_POINTS = 95;
    private static final double LINEAR_STEP = 0.01;
    private static final int GEOMETRIC_POINTS = 110;
    private static final double GEOMETRIC_RATIO = 0.97;

    /** Part of the square of what comes late that counts as error, chosen on an MLP and two CNNs. */
    private static final double LATE = 0.05;

    private final int steps;
    private final double heard;

    /**
     * @param steps N
     * @param heard share of a window that a layer hears before it fires; 1 where it can take spikes back or fires last
     */
    ThresholdSolver(int steps, double heard) {
        this.steps = steps;
        this.heard = heard;
    }

    static ThresholdSolver of(Scheme scheme, int timeSteps) {
        int delay = scheme.startDelay(timeSteps);
        return new ThresholdSolver(scheme.steps(timeSteps), delay == 0 ? 1 : (double) delay / timeSteps);
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
        int points = heard < 1 ? GEOMETRIC_POINTS : LINEAR_POINTS;
        for (int i = 0; i < points && largest > 0; i++) {
            double threshold = largest * (heard < 1 ? Math.pow(GEOMETRIC_RATIO, i) : 1 - LINEAR_STEP * i);
            double error = 0;
            for (ChannelHistogram half : halves) {
                error += cost(half, threshold);
            }
            if (error < leastError) {
                leastError = error;
                best = threshold;
            }
        }
        return Math.max(0, best);
    }

    /** What the threshold is chosen by: the squared error and the part of what comes late. */
    double cost(ChannelHistogram histogram, double threshold) {
        double late = heard < 1 ? histogram.squaresAbove(heard * threshold) : 0;
        return squaredError(histogram, threshold) + LATE * late;
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
