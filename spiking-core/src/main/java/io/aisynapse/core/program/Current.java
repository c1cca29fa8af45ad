package io.aisynapse.core.program;

/**
 * The current that a source which holds still (the input, or pools and maps of it) drives into a population. The host
 * computes it once a sample, with {@code a = Σ mantissa · level}, as {@code (a · multiplier[c] + 2^(shift−1)) >> shift}
 * in units of 2^−16 of the membrane's unit, and adds it to the bias.
 *
 * @param multiplier one a channel, 0 to 2^31 − 1
 * @param shift 1 to 62
 */
public record Current(int source, IntegerKernel kernel, int[] multiplier, int shift) {
    public long scaled(long sum, int channel) {
        return (sum * multiplier[channel] + (1L << (shift - 1))) >> shift;
    }
}
