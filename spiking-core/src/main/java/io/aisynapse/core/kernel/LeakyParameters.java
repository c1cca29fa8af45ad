package io.aisynapse.core.kernel;

/**
 * What leaky neurons are made of, by neuron in the engine's order; the equations are those of {@code IntegerMembrane}
 * and {@code IntegerFiring} in the program.
 *
 * @param limit currents and potentials are held within ±limit
 * @param decayBits D
 * @param currentKeep by receptor and neuron
 * @param leak in units of 2^−16
 */
public record LeakyParameters(
        int limit,
        int decayBits,
        int[] voltageKeep,
        int[][] currentKeep,
        long[] leak,
        int[] initial,
        int[] threshold,
        int[] value,
        boolean subtracts,
        int refractoryTicks) {
    public int count() {
        return voltageKeep.length;
    }

    public int receptors() {
        return currentKeep.length;
    }
}
