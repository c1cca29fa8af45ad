package io.aisynapse.core.program;

import io.aisynapse.core.chip.ChipSpec;

/**
 * Integers of neurons that leak; by neuron they are in flat order. With D the chip's decay bits, {@code d(x, k) =
 * sign(x) · ⌊|x| · k / 2^D⌋} (rounded towards zero, as Loihi does), h(x) = x held within ±{@link #limit} and every hold
 * counted as a saturation, at tick t:
 * <pre>
 *   I_r = h(d(I_r, currentKeep_r) + Σ_p charge_p[t] · 2^exponent_p + bias step of t)      bias steps: r = 0 only
 *   m   = h(d(V, voltageKeep) + Σ_r I_r + leak step of t)
 *   a step of B at t is ⌊tB/2^16⌋ − ⌊(t−1)B/2^16⌋;  charge_p[t] = Σ mantissa · value of the source at t − delay
 * </pre>
 * Source of the form: Davies 2018 and the chip's tools, with V in place of a scaled mantissa.
 *
 * @param voltageKeep by neuron, 0 to 2^D
 * @param currentKeep by receptor and neuron
 * @param exponent left shift by synapses (in their order) and channel
 * @param bias by channel in units of 2^−16, to which the constant currents are added
 * @param leak by neuron, in units of 2^−16
 * @param initial V before the first tick, by neuron
 */
public record IntegerMembrane(
        int[] voltageKeep, int[][] currentKeep, int[][] exponent, long[] bias, long[] leak, int[] initial) {
    private static final int MOST_STATE = (1 << 28) - 1;

    /** Largest magnitude of currents and potentials; with up to 4 receptors every sum of a tick stays an int. */
    public static int limit(ChipSpec.Precision precision) {
        return Math.min(MOST_STATE, precision.stateLimit());
    }

    public int neurons() {
        return voltageKeep.length;
    }

    public int receptors() {
        return currentKeep.length;
    }
}
