package io.aisynapse.core.program;

import io.aisynapse.core.neuron.Transfer;

/**
 * A population's transfer on mean inputs in units of 2^−16 of the membrane's unit. Values beyond 2^53 are not met: a
 * membrane's range times 2^16 stays below.
 */
public final class IntegerTransfer {
    private static final double MOST = 0x1p45;

    private final Transfer transfer;
    private final double[] unitsPerValue;
    private final long[] cap;

    public IntegerTransfer(Stage.Population population) {
        int[] threshold = population.membranes().threshold();
        this.transfer = population.model().transfer();
        this.unitsPerValue = new double[threshold.length];
        this.cap = new long[threshold.length];
        for (int c = 0; c < threshold.length; c++) {
            unitsPerValue[c] = (double) threshold[c] / population.eventValue()[c] * Reciprocals.UNIT;
            cap[c] = transfer instanceof Transfer.Relu relu && Float.isFinite(relu.cap())
                    ? (long) Math.rint(relu.cap() * unitsPerValue[c])
                    : Long.MAX_VALUE;
        }
    }

    /** To an integer within ±2^45, 0 for what is no number. */
    public static long rounded(double value) {
        return (long) Math.rint(Math.max(-MOST, Math.min(MOST, value)));
    }

    /** Lower end of what a transfer that integrates yields. */
    public long lowest() {
        return transfer instanceof Transfer.Relu ? 0 : Long.MIN_VALUE;
    }

    /** Upper end of what a transfer that integrates yields. */
    public long highest(int channel) {
        return cap[channel];
    }

    public long apply(long mean, int channel) {
        return switch (transfer) {
            case Transfer.Identity _ -> mean;
            case Transfer.Relu _ -> Math.max(0, Math.min(cap[channel], mean));
            case Transfer.Leaky leaky -> mean > 0 ? mean : (long) Math.rint(mean * (double) leaky.slope()[channel]);
            case Transfer.Levels levels -> {
                double step = levels.step() * unitsPerValue[channel];
                double level = Math.rint(mean / step);
                yield rounded(Math.max(levels.least(), Math.min(levels.most(), level)) * step);
            }
            case Transfer.Smooth smooth -> {
                double units = unitsPerValue[channel];
                yield rounded(smooth.function().apply(mean / units) * units);
            }
        };
    }
}
