package io.aisynapse.core.convert;

import java.util.Arrays;

/** The thresholds of one population, one a channel, and how well they fit. */
record Thresholds(float[] byChannel, double clippedShare, int silentChannels, double relativeError) {
    /**
     * A channel's θ is kept at 1/64 of the layer's largest or above. Weights are divided by θ, and a chip's weights
     * have one exponent range for all channels: a channel that hardly ever speaks must not take the others' precision.
     */
    private static final double SMALLEST_SHARE = 1.0 / 64;

    static Thresholds solve(ChannelHistogram[] histograms, int timeSteps, float cap) {
        ThresholdSolver solver = new ThresholdSolver(timeSteps);
        double[] solved = new double[histograms.length];
        for (int channel = 0; channel < solved.length; channel++) {
            solved[channel] = Math.min(cap, solver.solve(histograms[channel]));
        }
        double largest = Arrays.stream(solved).max().orElse(0);
        double fallback = largest > 0 ? largest : 1;
        float[] thresholds = new float[solved.length];
        for (int channel = 0; channel < solved.length; channel++) {
            boolean silent = solved[channel] <= 0;
            thresholds[channel] = (float) (silent ? fallback : Math.max(solved[channel], largest * SMALLEST_SHARE));
        }
        return fitOf(histograms, thresholds, solver);
    }

    private static Thresholds fitOf(ChannelHistogram[] histograms, float[] thresholds, ThresholdSolver solver) {
        double error = 0;
        double power = 0;
        long clipped = 0;
        long values = 0;
        int silent = 0;
        for (int channel = 0; channel < histograms.length; channel++) {
            ChannelHistogram histogram = histograms[channel];
            error += solver.squaredError(histogram, thresholds[channel]);
            power += histogram.sumOfSquares();
            clipped += histogram.countAbove(thresholds[channel]);
            values += histogram.values();
            silent += histogram.silent() ? 1 : 0;
        }
        return new Thresholds(
                thresholds,
                values == 0 ? 0 : (double) clipped / values,
                silent,
                power == 0 ? 0 : Math.sqrt(error / power));
    }
}
