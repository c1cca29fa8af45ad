package io.aisynapse.core.neuron;

import java.util.Arrays;

/**
 * When leaky neurons spike, and what becomes of V then, one entry a neuron in flat order: a spike of value 1 if
 * {@code V > threshold}. Potentials may have any origin, so a negative threshold is shifted above 0 before: with V' = V
 * − o the leak gains {@code −(1 − voltageKeep) · o}.
 *
 * @param threshold above 0
 * @param value what is subtracted (0 or more), or what V becomes
 * @param refractoryTicks for so many ticks after a spike V stays as it is, currents go on
 */
public record Firing(float[] threshold, Reset reset, float[] value, int refractoryTicks) {
    public static final int MOST_REFRACTORY_TICKS = 4095;

    public enum Reset {
        /** {@code V = V − value}. */
        SUBTRACT,
        /** {@code V = value}. */
        TO_VALUE
    }

    public Firing {
        LeakyMembrane.requireFinite(threshold, threshold.length, "thresholds");
        LeakyMembrane.requireFinite(value, threshold.length, "reset values");
        for (float each : threshold) {
            if (each <= 0) {
                throw new IllegalArgumentException("a threshold of %s, not above 0".formatted(each));
            }
        }
        for (float each : value) {
            if (reset == Reset.SUBTRACT && each < 0) {
                throw new IllegalArgumentException("%s to subtract, not 0 or more".formatted(each));
            }
        }
        if (refractoryTicks < 0 || refractoryTicks > MOST_REFRACTORY_TICKS) {
            throw new IllegalArgumentException(
                    "%d refractory ticks, not 0 to %d".formatted(refractoryTicks, MOST_REFRACTORY_TICKS));
        }
    }

    /** One threshold, reset by its subtraction. */
    public static Firing subtracting(int neurons, float threshold) {
        float[] all = new float[neurons];
        Arrays.fill(all, threshold);
        return new Firing(all, Reset.SUBTRACT, all, 0);
    }

    /** One threshold, reset to 0. */
    public static Firing toZero(int neurons, float threshold) {
        float[] all = new float[neurons];
        Arrays.fill(all, threshold);
        return new Firing(all, Reset.TO_VALUE, new float[neurons], 0);
    }
}
