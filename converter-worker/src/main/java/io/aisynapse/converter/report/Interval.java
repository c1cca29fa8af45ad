package io.aisynapse.converter.report;

/**
 * A share with its 95 % interval after Wilson: {@code (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n)}, z = 1.96.
 *
 * @param share p, of n trials
 */
public record Interval(double share, double low, double high) {
    private static final double Z = 1.959963984540054;

    /** @param trials n, 1 or more */
    public static Interval of(int successes, int trials) {
        double share = successes / (double) trials;
        double square = Z * Z / trials;
        double middle = share + square / 2;
        double half = Z * Math.sqrt(share * (1 - share) / trials + square / (4 * trials));
        double low = Math.max(0, (middle - half) / (1 + square));
        double high = Math.min(1, (middle + half) / (1 + square));
        return new Interval(share, low, high);
    }
}
