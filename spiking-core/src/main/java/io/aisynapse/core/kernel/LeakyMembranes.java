package io.aisynapse.core.kernel;

import java.util.Arrays;

/** Leaky neurons of one stage while it runs, one entry a neuron in the order of the engine. */
public final class LeakyMembranes {
    final LeakyParameters parameters;
    final State state;

    /** Charge of the tick by receptor; a step takes it and leaves zeros. */
    final int[][] input;

    final int[] biasWhole;
    final int[] biasFraction;
    final int[] leakWhole;
    final int[] leakFraction;
    final boolean leaks;
    boolean biased;
    long active;
    long saturations;

    /**
     * All that a sample changes from tick to tick.
     *
     * @param biasSum fractions of 2^−16 of the bias that no step has had yet; likewise of the leak
     * @param rest ticks that a neuron is still refractory
     */
    record State(int[][] current, int[] potential, int[] biasSum, int[] leakSum, int[] rest) {
        static State of(int receptors, int count) {
            return new State(new int[receptors][count], new int[count], new int[count], new int[count], new int[count]);
        }
    }

    public LeakyMembranes(LeakyParameters parameters) {
        int count = parameters.count();
        this.parameters = parameters;
        this.state = State.of(parameters.receptors(), count);
        this.input = new int[parameters.receptors()][count];
        this.biasWhole = new int[count];
        this.biasFraction = new int[count];
        this.leakWhole = new int[count];
        this.leakFraction = new int[count];
        for (int i = 0; i < count; i++) {
            leakWhole[i] = (int) (parameters.leak()[i] >> 16);
            leakFraction[i] = (int) (parameters.leak()[i] & 0xFFFF);
        }
        this.leaks = Arrays.stream(parameters.leak()).anyMatch(each -> each != 0);
        reset();
    }

    /** @param bias in units of 2^−16 */
    public void setBias(int neuron, long bias) {
        biasWhole[neuron] = (int) (bias >> 16);
        biasFraction[neuron] = (int) (bias & 0xFFFF);
        biased |= bias != 0;
    }

    /** Back to the state before tick 1, nothing counted. */
    public void reset() {
        for (int r = 0; r < input.length; r++) {
            Arrays.fill(state.current[r], 0);
            Arrays.fill(input[r], 0);
        }
        System.arraycopy(parameters.initial(), 0, state.potential, 0, state.potential.length);
        Arrays.fill(state.biasSum, 0);
        Arrays.fill(state.leakSum, 0);
        Arrays.fill(state.rest, 0);
        active = 0;
        saturations = 0;
    }

    /** Where charges for the next step of a receptor are added. */
    public int[] input(int receptor) {
        return input[receptor];
    }

    /** Potentials after the last step; not to be changed. */
    public int[] potentials() {
        return state.potential;
    }

    /** Saves or restores all but the biases, which the sample sets, between two steps. */
    public void exchange(StateExchange with) {
        for (int[] current : state.current) {
            with.ints(current);
        }
        with.ints(state.potential);
        with.ints(state.biasSum);
        with.ints(state.leakSum);
        with.ints(state.rest);
        active = with.value(active);
        saturations = with.value(saturations);
    }

    /** Updates since the reset that added something to a potential, or made a spike. */
    public long active() {
        return active;
    }

    public long saturations() {
        return saturations;
    }
}
