package io.aisynapse.core.compile;

import io.aisynapse.core.chip.ChipSpec;
import java.util.Arrays;
import java.util.List;

/**
 * Chooses integer thresholds and weight exponents: a weight w becomes the mantissa {@code round(w · θ / 2^e)}, so the
 * error of a channel is small where its largest mantissa is near the top of its range.
 * <ul>
 *   <li>One threshold a core: the largest weight of the population takes the largest exponent, which sets θ up to an
 *       octave; within the octave the θ with the least summed relative squared error of the weights wins.
 *   <li>A threshold a neuron: every channel fills its mantissas, with the exponent that makes θ fine enough.
 * </ul>
 */
record Thresholds(int[] threshold, int[] exponent) {
    /** Bits between a threshold and the end of the state's range, so that a strongly driven neuron seldom saturates. */
    private static final int HEADROOM_BITS = 6;

    static final int MAX_THRESHOLD = 1 << 16;
    private static final int FINE_ENOUGH = 256;
    private static final int MAX_CANDIDATES = 128;

    /** Weights looked at to compare thresholds, evenly spread over a projection. */
    private static final int SAMPLED_WEIGHTS = 65_536;

    /**
     * For populations that only a constant current drives: fine enough for 2^−12, with eight bits of headroom above
     * what the largest event is worth. A function's input, unlike its output, may be many times that.
     */
    static Thresholds forCurrentsOnly(ChipSpec.Precision precision, int channels, Wanted wanted) {
        int highest = Math.min(wanted.most, (precision.stateLimit() + 1) >> (HEADROOM_BITS + 3));
        highest = Math.min(highest, wanted.fine);
        int threshold = Math.min(MAX_THRESHOLD, highest / precision.thresholdStep() * precision.thresholdStep());
        return uniform(Math.max(precision.thresholdStep(), threshold), channels);
    }

    private static Thresholds uniform(int threshold, int channels) {
        int[] thresholds = new int[channels];
        Arrays.fill(thresholds, threshold);
        return new Thresholds(thresholds, new int[channels]);
    }

    /**
     * How fine thresholds are wanted.
     *
     * @param most no threshold is larger
     * @param fine a threshold of this size is fine enough: larger ones only lengthen charges
     */
    record Wanted(int most, int fine) {
        /** For events of up to K: a charge grows with K, and so does what a threshold is fine enough for. */
        static Wanted of(int most, int largestEvent) {
            return new Wanted(most, Math.max(FINE_ENOUGH, MAX_THRESHOLD / largestEvent));
        }
    }

    static Thresholds choose(List<WeightView> views, ChipSpec.Precision precision, int channels, Wanted wanted) {
        int most = wanted.most;
        double[] largest = WeightView.largest(views, channels);
        double largestOfAll = Arrays.stream(largest).max().orElse(0);
        if (largestOfAll == 0) {
            return forCurrentsOnly(precision, channels, wanted);
        }
        return precision.thresholdPerNeuron()
                ? perChannel(largest, precision, new Wanted(Math.min(most, MAX_THRESHOLD), wanted.fine))
                : perCore(
                        views,
                        precision,
                        largest,
                        Math.min(highestThreshold(largestOfAll, precision), stepped(most, precision)));
    }

    /** Factor from a real weight to its mantissa. */
    double[] factors() {
        double[] factor = new double[threshold.length];
        Arrays.setAll(factor, c -> Math.scalb((double) threshold[c], -exponent[c]));
        return factor;
    }

    private static int stepped(int most, ChipSpec.Precision precision) {
        int step = precision.thresholdStep();
        return Math.max(step, most / step * step);
    }

    private static Thresholds perChannel(double[] largest, ChipSpec.Precision precision, Wanted limits) {
        int most = limits.most;
        Thresholds result = uniform(Math.min(most, limits.fine), largest.length);
        for (int c = 0; c < largest.length; c++) {
            if (largest[c] == 0) {
                continue;
            }
            double wanted = precision.maxMantissa() / largest[c];
            int e = 0;
            while (e < precision.maxWeightExponent()
                    && Math.scalb(wanted, e) < limits.fine
                    && Math.scalb(wanted, e + 1) <= most) {
                e++;
            }
            result.exponent[c] = e;
            result.threshold[c] = (int) Math.clamp(Math.floor(Math.scalb(wanted, e)), 1, most);
        }
        return result;
    }

    private static int highestThreshold(double most, ChipSpec.Precision precision) {
        double top = Math.scalb(precision.maxMantissa() + 0.49, precision.maxWeightExponent()) / most;
        int headroom = (precision.stateLimit() + 1) >> HEADROOM_BITS;
        int step = precision.thresholdStep();
        return Math.max(step, (int) Math.min(top, headroom) / step * step);
    }

    private static Thresholds perCore(
            List<WeightView> views, ChipSpec.Precision precision, double[] largest, int highest) {
        int step = precision.thresholdStep();
        int stride = Math.max(1, highest / 2 / step / MAX_CANDIDATES) * step;
        Thresholds best = withThreshold(highest, largest, precision);
        double least = best.error(views, largest, precision);
        for (int threshold = highest - stride; threshold > highest / 2; threshold -= stride) {
            Thresholds candidate = withThreshold(threshold, largest, precision);
            double error = candidate.error(views, largest, precision);
            if (error < least) {
                best = candidate;
                least = error;
            }
        }
        return best;
    }

    private static Thresholds withThreshold(int threshold, double[] largest, ChipSpec.Precision precision) {
        Thresholds result = uniform(threshold, largest.length);
        for (int c = 0; c < largest.length; c++) {
            int e = 0;
            while (e < precision.maxWeightExponent()
                    && Math.scalb(largest[c] * threshold, -e) > precision.maxMantissa() + 0.49) {
                e++;
            }
            result.exponent[c] = e;
        }
        return result;
    }

    /** {@code Σ_c Σ_i (ŵ − w)² / M_c²} over a sample of the weights. */
    private double error(List<WeightView> views, double[] largest, ChipSpec.Precision precision) {
        double[] factor = factors();
        double sum = 0;
        for (WeightView view : views) {
            int stride = Math.max(1, view.weight().length / SAMPLED_WEIGHTS);
            for (int i = 0; i < view.weight().length; i += stride) {
                int c = view.channelOf(i);
                double scaled = view.weight()[i] * factor[c];
                double mantissa = Math.clamp(Math.rint(scaled), -precision.maxMantissa(), precision.maxMantissa());
                double relative = largest[c] == 0 ? 0 : (mantissa - scaled) / (factor[c] * largest[c]);
                sum += relative * relative;
            }
        }
        return sum;
    }
}
