package io.aisynapse.core.convert;

/**
 * Positive values that a channel takes, each with how often.
 *
 * @param value ascending, one entry a bin that is not empty
 * @param weight of each
 * @param largest the channel's largest value, 0 when it is silent
 */
record WeightedValues(double[] value, double[] weight, double largest) {
    /** Of the bins of a range from 0 to {@code largest}, those that are not empty. */
    static WeightedValues of(double[] weightByBin, double largest) {
        int count = 0;
        for (double each : weightByBin) {
            count += each > 0 ? 1 : 0;
        }
        double[] value = new double[count];
        double[] weight = new double[count];
        int at = 0;
        for (int bin = 0; bin < weightByBin.length; bin++) {
            if (weightByBin[bin] > 0) {
                value[at] = (bin + 0.5) * largest / weightByBin.length;
                weight[at++] = weightByBin[bin];
            }
        }
        return new WeightedValues(value, weight, largest);
    }

    /** As they were counted. */
    static WeightedValues of(ChannelHistogram histogram) {
        double[] weight = new double[histogram.silent() ? 0 : ChannelHistogram.BINS];
        for (int bin = 0; bin < weight.length; bin++) {
            weight[bin] = histogram.count(bin);
        }
        return of(weight, histogram.largest());
    }
}
