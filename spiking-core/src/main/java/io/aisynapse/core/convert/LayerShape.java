package io.aisynapse.core.convert;

/**
 * The shape that the values of a layer's channels have in common: how they spread when each channel's are divided by
 * their mean. Few samples say little about how far one channel reaches; a neuron of a dense layer has one value a
 * sample, and the largest of two hundred is exceeded often. So a channel is expected to take, besides the values it
 * took, {@value #PRIOR_SAMPLES} samples' worth of values of that shape around its own mean (an empirical Bayes
 * estimate, Robbins 1956).
 */
final class LayerShape {
    static final double PRIOR_SAMPLES = 20;

    /** So many positive samples count as much as the layer's mean does for a channel's mean. */
    private static final double MEAN_SAMPLES = 5;

    private static final int BINS = ChannelHistogram.BINS;

    private final int samples;
    private final double meanOfAll;
    private final double reach;
    private final double[] share = new double[BINS];

    /**
     * @param channels of one sign
     * @param samples that they were counted over
     */
    LayerShape(ChannelHistogram[] channels, int samples) {
        this.samples = samples;
        double values = 0;
        double sum = 0;
        double farthest = 0;
        for (ChannelHistogram channel : channels) {
            values += channel.positives();
            sum += channel.sum();
            farthest = channel.silent() ? farthest : Math.max(farthest, channel.largest() / mean(channel));
        }
        this.meanOfAll = values == 0 ? 0 : sum / values;
        this.reach = farthest;
        for (ChannelHistogram channel : channels) {
            double mean = mean(channel);
            for (int bin = 0; bin < BINS && mean > 0; bin++) {
                share[bin(channel.middle(bin) / mean, reach)] += channel.count(bin) / values;
            }
        }
    }

    private static double mean(ChannelHistogram channel) {
        return channel.silent() ? 0 : channel.sum() / channel.positives();
    }

    private static int bin(double value, double largest) {
        return (int) Math.min(BINS - 1, value / largest * BINS);
    }

    /**
     * The values that a channel took and those of the common shape.
     *
     * @param cap that no value exceeds
     */
    WeightedValues expected(ChannelHistogram channel, double cap) {
        if (channel.silent()) {
            return WeightedValues.of(channel);
        }
        double positives = channel.positives();
        double samplesSeen = positives * samples / channel.values();
        double mean = (samplesSeen * mean(channel) + MEAN_SAMPLES * meanOfAll) / (samplesSeen + MEAN_SAMPLES);
        double largest = Math.max(channel.largest(), Math.min(cap, mean * reach));
        double prior = PRIOR_SAMPLES / samplesSeen * positives;
        double[] weight = new double[BINS];
        for (int bin = 0; bin < BINS; bin++) {
            weight[bin(channel.middle(bin), largest)] += channel.count(bin);
            weight[bin((bin + 0.5) / BINS * reach * mean, largest)] += prior * share[bin];
        }
        return WeightedValues.of(weight, largest);
    }
}
