package io.aisynapse.core.ann.prior;

import io.aisynapse.core.tensor.UnaryFunction;

/** Quantiles of the standard normal distribution, each standing for an equal share of it. */
final class Quantiles {
    private static final UnaryFunction ERF = UnaryFunction.of(UnaryFunction.Kind.ERF);
    private static final double FARTHEST = 10;
    private static final int HALVINGS = 60;

    private Quantiles() {}

    /** The middles {@code (i + ½) / count} of so many equal shares, in deviations, rising. */
    static double[] of(int count) {
        double[] quantiles = new double[count];
        for (int i = 0; i < count; i++) {
            quantiles[i] = inverse((i + 0.5) / count);
        }
        return quantiles;
    }

    /** By halving: so many steps are exact to the last bit that matters. */
    private static double inverse(double share) {
        double low = -FARTHEST;
        double high = FARTHEST;
        for (int step = 0; step < HALVINGS; step++) {
            double middle = (low + high) / 2;
            if (below(middle) < share) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    private static double below(double deviations) {
        return (1 + ERF.apply(deviations / StrictMath.sqrt(2))) / 2;
    }
}
