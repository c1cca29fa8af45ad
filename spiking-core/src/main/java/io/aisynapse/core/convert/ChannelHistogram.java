package io.aisynapse.core.convert;

/**
 * The positive values that one channel took, in equal bins from 0 to the largest. Values at or below zero are counted
 * apart: every staircase maps them to zero without error.
 */
final class ChannelHistogram {
    static final int BINS = 2048;

    private final float largest;
    private final int[] countByBin;
    private long values;

    /** @param largest the channel's largest value; the channel is silent when it is not positive */
    ChannelHistogram(float largest) {
        this.largest = largest;
        this.countByBin = largest > 0 ? new int[BINS] : new int[0];
    }

    void add(float value) {
        values++;
        if (value > 0 && largest > 0) {
            countByBin[Math.min(BINS - 1, (int) (value / largest * BINS))]++;
        }
    }

    boolean silent() {
        return largest <= 0;
    }

    float largest() {
        return largest;
    }

    long values() {
        return values;
    }

    int count(int bin) {
        return countByBin[bin];
    }

    /** The value that stands for a bin: its middle. */
    double middle(int bin) {
        return (bin + 0.5) * largest / BINS;
    }

    long countAbove(double threshold) {
        long above = 0;
        for (int bin = 0; bin < countByBin.length; bin++) {
            above += middle(bin) > threshold ? countByBin[bin] : 0;
        }
        return above;
    }

    double sumOfSquares() {
        return squaresAbove(0);
    }

    /** Sum over the values above a bound of the squares of what they exceed it by. */
    double squaresAbove(double bound) {
        double sum = 0;
        for (int bin = 0; bin < countByBin.length; bin++) {
            double above = Math.max(0, middle(bin) - bound);
            sum += countByBin[bin] * above * above;
        }
        return sum;
    }
}
