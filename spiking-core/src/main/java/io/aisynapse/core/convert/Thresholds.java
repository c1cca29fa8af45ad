package io.aisynapse.core.convert;

import io.aisynapse.core.ann.ValueSource;
import io.aisynapse.core.convert.LayerStatistics.Part;
import io.aisynapse.core.neuron.Coding;
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
     * What thresholds are solved for.
     *
     * @param steps N
     * @param heard share of a window that a layer has heard of its source before it fires; 1 where it matters nothing
     * @param clips whether a value above the threshold is lost
     */
    record Goal(int steps, double heard, boolean clips) {
        static Goal of(Scheme scheme, int timeSteps) {
            int delay = scheme.startDelay(timeSteps);
            double heard = delay == 0 ? 1 : (double) delay / timeSteps;
            return new Goal(scheme.steps(timeSteps), heard, scheme.coding() != Coding.DIFFERENTIAL);
        }
    }

    /** @param cap no threshold is larger */
    static Thresholds solve(ActivationStatistics statistics, int annNode, Part part, Goal goal, float cap) {
        List<ChannelHistogram[]> halves = switch (part) {
            case POSITIVE -> List.<ChannelHistogram[]>of(statistics.of(annNode, false));
            case NEGATIVE -> List.<ChannelHistogram[]>of(statistics.of(annNode, true));
            case WHOLE -> List.of(statistics.of(annNode, false), statistics.of(annNode, true));
        };
        boolean sampled = statistics.source(annNode) == ValueSource.SAMPLES;
        List<WeightedValues[]> values = halves.stream()
                .map(half -> goal.clips && sampled ? expected(half, statistics.samples(), cap) : counted(half))
                .toList();
        ThresholdSolver solver = new ThresholdSolver(goal.steps, goal.heard);
        double[] solved = new double[halves.getFirst().length];
        Arrays.setAll(solved, channel -> Math.min(cap, solver.solve(of(values, channel))));
        double largest = Arrays.stream(solved).max().orElse(0);
        double fallback = largest > 0 ? largest : 1;
        float[] thresholds = new float[solved.length];
        for (int channel = 0; channel < solved.length; channel++) {
            boolean silent = solved[channel] <= 0;
            thresholds[channel] = (float) (silent ? fallback : Math.max(solved[channel], largest * SMALLEST_SHARE));
        }
        boolean capped = Arrays.stream(solved).allMatch(threshold -> threshold <= 0 || threshold >= cap);
        return fitOf(halves, thresholds, new ThresholdSolver(goal.steps, 1), largest > 0 && capped);
    }

    private static WeightedValues[] expected(ChannelHistogram[] channels, int samples, float cap) {
        LayerShape shape = new LayerShape(channels, samples);
        return Arrays.stream(channels)
                .map(channel -> shape.expected(channel, cap))
                .toArray(WeightedValues[]::new);
    }

    private static WeightedValues[] counted(ChannelHistogram[] channels) {
        return Arrays.stream(channels).map(WeightedValues::of).toArray(WeightedValues[]::new);
    }

    /** The same given threshold for all channels of values of both signs. */
    static Thresholds of(ActivationStatistics statistics, int annNode, float threshold) {
        List<ChannelHistogram[]> halves = List.of(statistics.of(annNode, false), statistics.of(annNode, true));
        float[] thresholds = new float[halves.getFirst().length];
        Arrays.fill(thresholds, threshold);
        return fitOf(halves, thresholds, new ThresholdSolver(NeuronModel.MOST, 1), true);
    }

    private static <T> List<T> of(List<T[]> halves, int channel) {
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
                error += solver.squaredError(WeightedValues.of(histogram), thresholds[channel]);
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
