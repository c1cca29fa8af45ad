package io.aisynapse.core.kernel;

import java.util.Arrays;

/**
 * Neurons in differential coding whose transfer is the identity or clips: the same integers as {@link
 * GradedMembranes#emit} gives, in loops for this one case. See {@code Stage.Population} for the equations.
 */
public final class DifferentialMembranes {
    private static final int FRACTION_BITS = 16;

    private final GradedMembranes.Parameters parameters;
    private final int count;
    private final long limit;
    private final long lowest;
    private final long[] highest;
    private final long[] state;
    private final long[] emitted;
    private long active;
    private long saturations;

    /**
     * @param lowest least output
     * @param highest largest output by neuron, both in units of 2^−16
     */
    public DifferentialMembranes(GradedMembranes.Parameters parameters, long lowest, long[] highest) {
        this.parameters = parameters;
        this.count = parameters.threshold().length;
        this.limit = (long) parameters.limit() << FRACTION_BITS;
        this.lowest = Math.max(-limit, lowest);
        this.highest = Arrays.stream(highest).map(most -> Math.min(limit, most)).toArray();
        this.state = new long[count];
        this.emitted = new long[count];
    }

    /** M[0] = B. @param biases by neuron in units of 2^−16 */
    public void start(long[] biases) {
        System.arraycopy(biases, 0, state, 0, count);
        Arrays.fill(emitted, 0);
        active = 0;
        saturations = 0;
    }

    public long active() {
        return active;
    }

    public long saturations() {
        return saturations;
    }

    /** M of a neuron. */
    public long state(int neuron) {
        return state[neuron];
    }

    /** Saves or restores all. */
    public void exchange(StateExchange with) {
        with.longs(state);
        with.longs(emitted);
        active = with.value(active);
        saturations = with.value(saturations);
    }

    /**
     * Emits what the outputs lack.
     *
     * @param reciprocal r_t
     */
    public void emit(int tick, int reciprocal, int[] charge, Events out) {
        out.reserve(count);
        int[] threshold = parameters.threshold();
        int[] exponent = parameters.exponent();
        long most = parameters.largestEvent();
        long least = tick > 1 ? parameters.leastCorrection() : 1;
        int end = out.size();
        for (int i = 0; i < count; i++) {
            long before = state[i];
            if (charge[i] != 0 || tick == 1) {
                long sum = before + ((long) charge[i] << exponent[i]) * reciprocal;
                state[i] = Math.max(-limit, Math.min(limit, sum));
                saturations += sum == state[i] ? 0 : 1;
            }
            long wanted = Math.max(lowest, Math.min(highest[i], state[i]));
            long unit = (long) threshold[i] << FRACTION_BITS;
            long raised = tick * (wanted - emitted[i]) + (unit >> 1);
            boolean spikes = raised >= least * unit || raised < (1 - least) * unit;
            if (spikes) {
                long event = Math.max(-most, Math.min(most, GradedMembranes.quotient(raised, unit)));
                emitted[i] += event * threshold[i] * reciprocal;
                out.put(end++, i, (int) event);
            }
            boolean started = tick == 1 && before != 0;
            active += spikes || started || charge[i] != 0 ? 1 : 0;
        }
        out.grownTo(end);
    }
}
