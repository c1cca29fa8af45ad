package io.aisynapse.core.ann.prior;

import io.aisynapse.core.ann.ValueSource;
import java.util.Arrays;

/**
 * What is believed of a node's values, one entry a neuron in flat order.
 *
 * @param mean of a normal distribution
 * @param variance of it
 * @param least no value is smaller, as long as the input keeps its range
 * @param most no value is larger
 * @param source where mean and variance come from
 */
public record Belief(float[] mean, float[] variance, float[] least, float[] most, ValueSource source) {
    /** Inputs may lie outside of a range that is only assumed by so many times its width. */
    private static final float BEYOND_ASSUMED = 3;

    /** Uniform over the range, by channel of so many values. */
    static Belief uniform(InputRange range, int size, int plane) {
        Belief belief =
                new Belief(new float[size], new float[size], new float[size], new float[size], ValueSource.INPUT_RANGE);
        for (int i = 0; i < size; i++) {
            float least = range.least()[i / plane];
            float most = range.most()[i / plane];
            belief.mean[i] = (least + most) / 2;
            belief.variance[i] = (most - least) * (most - least) / 12;
            float beyond = range.isAssumed() ? BEYOND_ASSUMED * (most - least) : 0;
            belief.least[i] = least - beyond;
            belief.most[i] = most + beyond;
        }
        return belief;
    }

    static float[] filled(int size, double value) {
        float[] values = new float[size];
        Arrays.fill(values, (float) value);
        return values;
    }

    /** Quantile q of neuron i's normal distribution, q given as so many deviations, held within the bounds. */
    public double at(int neuron, double deviations) {
        double value = mean[neuron] + deviations * Math.sqrt(variance[neuron]);
        return Math.max(least[neuron], Math.min(most[neuron], value));
    }
}
