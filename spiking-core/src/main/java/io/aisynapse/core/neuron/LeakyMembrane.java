package io.aisynapse.core.neuron;

import java.util.Arrays;

/**
 * Currents and membrane of neurons that leak, in discrete time, one entry a neuron in flat order. With R receptors, at
 * each tick:
 * <pre>
 *   I_r = currentKeep_r · I_r + Σ w · events        (the bias is added to I_0)
 *   V   = voltageKeep · V + Σ_r I_r + leak
 * </pre>
 * A differential equation solved by forward Euler steps of dt has these forms (gains go into weights and bias):
 * <pre>
 *   LIF      τ dV/dt = (v_leak − V) + r·I      voltageKeep = 1 − dt/τ, leak = v_leak·dt/τ, w · r·dt/τ, currentKeep = 0
 *   IF       dV/dt = r·I                       voltageKeep = 1, leak = 0, w · r·dt, currentKeep = 0
 *   CubaLIF  τ_s dI/dt = −I + w_in·S, LIF      currentKeep = 1 − dt/τ_s, w · w_in·dt/τ_s · r·dt/τ
 * </pre>
 * Here V sees the current of the same tick; a solver that uses the one before adds a delay of 1. A Threshold without
 * memory is voltageKeep = currentKeep = 0.
 *
 * @param voltageKeep share of V that is left after a tick, 0 to 1
 * @param currentKeep one row a receptor (1 to {@link #MOST_RECEPTORS}), shares from 0 (no memory) to 1
 * @param leak added to V at each tick
 * @param initial V before the first tick; currents start at 0
 */
public record LeakyMembrane(float[] voltageKeep, float[][] currentKeep, float[] leak, float[] initial) {
    public static final int MOST_RECEPTORS = 4;

    public LeakyMembrane {
        int count = voltageKeep.length;
        if (currentKeep.length < 1 || currentKeep.length > MOST_RECEPTORS) {
            throw new IllegalArgumentException(
                    "%d receptors, not 1 to %d".formatted(currentKeep.length, MOST_RECEPTORS));
        }
        requireShares(voltageKeep, count, "voltage");
        for (float[] keep : currentKeep) {
            requireShares(keep, count, "current");
        }
        requireFinite(leak, count, "leaks");
        requireFinite(initial, count, "initial potentials");
    }

    /** All neurons alike, one receptor, no leak, V = 0 at first. */
    public static LeakyMembrane uniform(int neurons, float voltageKeep, float currentKeep) {
        float[] voltage = new float[neurons];
        float[] current = new float[neurons];
        Arrays.fill(voltage, voltageKeep);
        Arrays.fill(current, currentKeep);
        return new LeakyMembrane(voltage, new float[][] {current}, new float[neurons], new float[neurons]);
    }

    public int neurons() {
        return voltageKeep.length;
    }

    public int receptors() {
        return currentKeep.length;
    }

    private static void requireShares(float[] keep, int count, String what) {
        requireFinite(keep, count, what + " shares");
        for (float share : keep) {
            if (share < 0 || share > 1) {
                throw new IllegalArgumentException(
                        "a share of %s of %s that is kept, not 0 to 1".formatted(what, share));
            }
        }
    }

    static void requireFinite(float[] values, int count, String what) {
        if (values.length != count) {
            throw new IllegalArgumentException("%d %s for %d neurons".formatted(values.length, what, count));
        }
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException("%s: %s".formatted(what, value));
            }
        }
    }
}
