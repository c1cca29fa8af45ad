package io.aisynapse.core.compile;

import io.aisynapse.core.chip.ChipSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Thresholds for weights on a grid, as those of a quantised model are: {@code w = q · s} with |q| ≤ Q falls on
 * mantissas when the threshold is a multiple of {@code 2^exponent / s}. A threshold beside it makes all weights of a
 * channel too large or too small at once, which moves values of 255 levels to the next one. For each channel the grid
 * with Q = 64 to 127 (others are multiples or parts of these) and the exponent are taken whose weights lose least.
 */
final class GridThresholds {
    private static final int LEAST_LARGEST = 64;
    private static final int MORE_EXPONENTS = 4;

    /** Weights looked at by channel and projection. */
    private static final int LOOKED_AT = 1024;

    private final List<List<float[]>> weights = new ArrayList<>();
    private final ChipSpec.Precision precision;

    private GridThresholds(List<WeightView> views, int channels, ChipSpec.Precision precision) {
        this.precision = precision;
        for (WeightView view : views) {
            weights.add(byChannel(view, channels));
        }
    }

    /**
     * @param first thresholds by the largest weight alone
     * @param most largest threshold by channel
     */
    static Thresholds of(Thresholds first, List<WeightView> views, ChipSpec.Precision precision, double[] most) {
        int channels = most.length;
        GridThresholds grid = new GridThresholds(views, channels, precision);
        double[] largest = WeightView.largest(views, channels);
        Thresholds best =
                new Thresholds(first.threshold().clone(), first.exponent().clone());
        for (int c = 0; c < channels; c++) {
            if (largest[c] > 0) {
                grid.improve(best, c, largest[c], most[c]);
            }
        }
        return best;
    }

    private void improve(Thresholds best, int channel, double largest, double most) {
        int first = best.exponent()[channel];
        double least = error(channel, best.threshold()[channel], first, Double.MAX_VALUE);
        int last = Math.min(precision.maxWeightExponent(), first + MORE_EXPONENTS);
        for (int exponent = first; exponent <= last; exponent++) {
            for (int q = precision.maxMantissa(); q >= Math.min(LEAST_LARGEST, precision.maxMantissa()); q--) {
                long threshold = Math.round(Math.scalb(q / largest, exponent));
                if (threshold < 1 || threshold > most) {
                    continue;
                }
                double error = error(channel, (int) threshold, exponent, least);
                if (error < least) {
                    least = error;
                    best.threshold()[channel] = (int) threshold;
                    best.exponent()[channel] = exponent;
                }
            }
        }
    }

    /** {@code Σ (ŵ − w)²}, or anything from {@code enough} on. */
    private double error(int channel, int threshold, int exponent, double enough) {
        double factor = Math.scalb((double) threshold, -exponent);
        double sum = 0;
        for (List<float[]> view : weights) {
            for (float weight : view.get(channel)) {
                double scaled = weight * factor;
                double mantissa = Math.clamp(Math.rint(scaled), -precision.maxMantissa(), precision.maxMantissa());
                double difference = (mantissa - scaled) / factor;
                sum += difference * difference;
            }
            if (sum >= enough) {
                return sum;
            }
        }
        return sum;
    }

    private static List<float[]> byChannel(WeightView view, int channels) {
        int[] count = new int[channels];
        for (int i = 0; i < view.weight().length; i++) {
            int channel = view.channelOf(i);
            count[channel] = Math.min(LOOKED_AT, count[channel] + 1);
        }
        List<float[]> weights = new ArrayList<>();
        for (int each : count) {
            weights.add(new float[each]);
        }
        int[] filled = new int[channels];
        for (int i = 0; i < view.weight().length; i++) {
            int channel = view.channelOf(i);
            if (filled[channel] < count[channel]) {
                weights.get(channel)[filled[channel]++] = view.weight()[i];
            }
        }
        return weights;
    }
}
