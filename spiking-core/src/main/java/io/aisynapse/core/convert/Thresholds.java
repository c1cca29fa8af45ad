package io.aisynapse.core.convert;

import io.aisynapse.core.convert.LayerStatistics.Part;
import io.aisynapse.core.neuron.NeuronModel;
import java.util.Arrays;
import java.util.List;

/** The thresholds of one population, one a channel, and how well they fit. */
record Thresholds(float[] byChannel, double clippedShare, int silentChannels, double relativeError, boolean capped) {
    /**
     * A channel's θ is kept at 1/64 of the layer's largest or above. Weights are divided by θ, and a chip's weights
     * have one exponent range for all channels: a channel that hardly ever speaks must not take the others' precision.
     */
    private static final double SMALLEST_SHARE = 1.0 / 64;

    /**
     * @param solver that knows the steps and what comes late
     * @param cap no threshold is larger
     */
    static Thresholds solve(
            ActivationStatistics statistics, int annNode, Part part, ThresholdSolver solver, float cap) {
        List<ChannelHistogram[]> halves = switch (part) {
            case POSITIVE -> List.<ChannelHistogram[]>of(statistics.of(annNode, false));
            case NEGATIVE -> List.<ChannelHistogram[]>of(statistics.of(annNode, true));
            case WHOLE -> List.of(statistics.of(annNode, false), statistics.of(annNode, true));
        };
        return solve(halves, solver, cap);
    }

    /** The same given threshold for all channels of values of both signs. */
    static Thresholds of(ActivationStatistics statistics, int annNode, float threshold) {
        List<ChannelHistogram[]> halves = List.of(statistics.of(annNode, false), statistics.of(annNode, true));
        float[] thresholds = new float[halves.getFirst().length];
        Arrays.fill(thresholds, threshold);
        return fitOf(halves, thresholds, new ThresholdSolver(NeuronModel.MOST, 1), true);
    }

    private static Thresholds solve(List<ChannelHistogram[]> halves, ThresholdSolver solver, float cap) {
        double[] solved = new double[halves.getFirst().length];
        for (int channel = 0; channel < solved.length; channel++) {
            solved[channel] = Math.min(cap, solver.solve(of(halves, channel)));
        }
        double largest = Arrays.stream(solved).max().orElse(0);
        double fallback = largest > 0 ? largest : 1;
        float[] thresholds = new float[solved.length];
        for (int channel = 0; channel < solved.length; channel++) {
            boolean silent = solved[channel] <= 0;
            thresholds[channel] = (float) (silent ? fallback : Math.max(solved[channel], largest * SMALLEST_SHARE));
        }
        boolean capped = Arrays.stream(solved).allMatch(threshold -> threshold <= 0 || threshold >= cap);
        return fitOf(halves, thresholds, solver, largest > 0 && capped);
    }

    private static List<ChannelHistogram> of(List<ChannelHistogram[]> halves, int channel) {
        return halves.stream().map(half -> half[channel]).toList();
    }

    private static Thresholds fitOf(
            List<ChannelHistogram[]> halves, float[] thresholds, ThresholdSolver solver, boolean capped) {
        double error = 0;
        double power = 0;
        long clipped = 0;
        long values = 0;
        int silent = 0;
        for (int channel = 0; channel < thresholds.length; channel++) {
            boolean isSilent = true;
            for (ChannelHistogram histogram : of(halves, channel)) {
                error += solver.squaredError(histogram, thresholds[channel]);
                power += histogram.sumOfSquares();
                clipped += histogram.countAbove(thresholds[channel]);
                values += histogram.values();
                isSilent &= histogram.silent();
            }
            silent += isSilent ? 1 : 0;
        }
        return new Thresholds(
                thresholds,
                values == 0 ? 0 : (double) clipped * halves.size() / values,
                silent,
                power == 0 ? 0 : Math.sqrt(error / power),
                capped);
    }
}
