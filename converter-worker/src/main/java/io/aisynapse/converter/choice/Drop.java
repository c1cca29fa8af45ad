package io.aisynapse.converter.choice;

/**
 * By how much answers got worse, in percentage points, with its bounds at 95 % confidence, each for itself.
 *
 * @param points below 0 when they got better
 */
public record Drop(double points, double low, double high) {
    /** The normal distribution's 95 % quantile: a bound on one side. */
    private static final double Z = 1.6448536269514722;

    private static final int HALVINGS = 60;
    private static final double PERCENT = 100;

    /**
     * The fall of a share that the same samples decide before and after: Tango's score bounds for paired proportions
     * (Tango 1998, Statistics in Medicine 17, 891). With gains of 0 the upper one is Wilson's.
     *
     * @param lost samples that were right and are wrong now
     * @param gained samples that were wrong and are right now
     * @param samples in all, 1 or more
     */
    public static Drop paired(int lost, int gained, int samples) {
        double seen = (lost - gained) / (double) samples;
        double high = bisect(seen, 1, middle -> score(lost, gained, samples, middle) > -Z);
        double low = bisect(-1, seen, middle -> score(lost, gained, samples, middle) > Z);
        return new Drop(PERCENT * seen, PERCENT * low, PERCENT * high);
    }

    /**
     * The relative error of answers that are no classes, {@code ‖y − y₀‖₂ / ‖y₀‖₂} over all samples; its bounds are
     * those of a mean that is distributed normally.
     *
     * @param squaredDistances by sample
     * @param squaredMagnitude of all samples' originals together
     */
    public static Drop relative(double[] squaredDistances, double squaredMagnitude) {
        int samples = squaredDistances.length;
        double mean = 0;
        for (double each : squaredDistances) {
            mean += each / samples;
        }
        double variance = 0;
        for (double each : squaredDistances) {
            variance += (each - mean) * (each - mean) / Math.max(1, samples - 1);
        }
        double margin = Z * Math.sqrt(variance / samples);
        double magnitude = squaredMagnitude == 0 ? 1 : squaredMagnitude / samples;
        return new Drop(
                PERCENT * Math.sqrt(mean / magnitude),
                PERCENT * Math.sqrt(Math.max(0, mean - margin) / magnitude),
                PERCENT * Math.sqrt((mean + margin) / magnitude));
    }

    /** The least upper bound that so many samples can show: when each is answered as before. */
    static double leastBound(int samples) {
        return PERCENT * Z * Z / (samples + Z * Z);
    }

    /** How many samples show that the drop is within a limit, in points, when each is answered as before. */
    static int samplesFor(double limit) {
        return limit <= 0 ? Integer.MAX_VALUE : (int) Math.ceil(Z * Z * (PERCENT - limit) / limit);
    }

    /** {@code (b − c − nδ) / √(n(2q + δ(1 − δ)))} with q the likeliest share of gains under δ; falls as δ rises. */
    private static double score(int lost, int gained, int samples, double drop) {
        double a = 2.0 * samples;
        double b = -lost - gained + (2.0 * samples - lost + gained) * drop;
        double c = -gained * drop * (1 - drop);
        double gains = (Math.sqrt(Math.max(0, b * b - 4 * a * c)) - b) / (2 * a);
        double variance = samples * (2 * gains + drop * (1 - drop));
        double distance = lost - gained - samples * drop;
        return variance <= 0 ? Math.signum(distance) * Double.MAX_VALUE : distance / Math.sqrt(variance);
    }

    private interface Below {
        boolean isBelow(double middle);
    }

    private static double bisect(double from, double to, Below bound) {
        double low = from;
        double high = to;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (bound.isBelow(middle)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }
}
