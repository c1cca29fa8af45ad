package io.aisynapse.core.kernel;

import java.util.Arrays;
import java.util.Objects;

/**
 * Neurons in differential coding whose transfer is the identity or clips: the same integers as {@link
 * GradedMembranes#emit} gives, in loops for this one case. See {@code Stage.Population} for the equations.
 */
public final class DifferentialMembranes {
    private static final int FRACTION_BITS = 16;

    /** Integers up to this one are doubles, and quotients of them by at most 2^33 are rounded to the right side. */
    private static final double MOST_EXACT = 0x1p53;

    private final GradedMembranes.Parameters parameters;
    private final int count;
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
        this.lowest = lowest;
        this.highest = highest;
        this.state = new long[count];
        this.emitted = new long[count];
    }

    /** Whether no number can leave the exact range of a double in a run of T ticks. */
    public static boolean isExact(int limit, int timeSteps) {
        return 2.25 * timeSteps * limit * (1 << FRACTION_BITS) <= MOST_EXACT;
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

    /**
     * Emits what the outputs lack.
     *
     * @param reciprocal r_t
     */
    public void emit(int tick, int reciprocal, int[] charge, Events out) {
        out.reserve(count + 1);
        if (tick == 1) {
            emitFirst(charge, out);
        } else {
            emitLater(tick, reciprocal, charge, out);
        }
    }

    /** About every second neuron spikes at the first tick: a branch on it would be guessed wrong too often. */
    private void emitFirst(int[] charge, Events out) {
        int[] neurons = out.neurons();
        int[] values = Objects.requireNonNull(out.values());
        int[] threshold = parameters.threshold();
        int[] exponent = parameters.exponent();
        long limit = (long) parameters.limit() << FRACTION_BITS;
        long most = parameters.largestEvent();
        int end = out.size();
        int moved = 0;
        int saturated = 0;
        for (int i = 0; i < count; i++) {
            long received = state[i] + ((long) charge[i] << exponent[i] + FRACTION_BITS);
            long mean = Math.max(-limit, Math.min(limit, received));
            long wanted = Math.max(lowest, Math.min(highest[i], mean));
            long unit = (long) threshold[i] << FRACTION_BITS;
            long whole = (long) Math.floor((double) (wanted + (unit >> 1)) / unit);
            long event = Math.max(-most, Math.min(most, whole));
            long cause = charge[i] | event | state[i];
            state[i] = mean;
            emitted[i] = event * unit;
            neurons[end] = i;
            values[end] = (int) event;
            end += event != 0 ? 1 : 0;
            moved += cause != 0 ? 1 : 0;
            saturated += received != mean ? 1 : 0;
        }
        out.grownTo(end);
        active += moved;
        saturations += saturated;
    }

    /** Few neurons spike later: most are left before the division. */
    private void emitLater(int tick, int reciprocal, int[] charge, Events out) {
        int[] threshold = parameters.threshold();
        int[] exponent = parameters.exponent();
        long limit = (long) parameters.limit() << FRACTION_BITS;
        long most = parameters.largestEvent();
        long least = parameters.leastCorrection();
        int end = out.size();
        for (int i = 0; i < count; i++) {
            int received = charge[i];
            if (received != 0) {
                long sum = state[i] + ((long) received << exponent[i]) * reciprocal;
                state[i] = Math.max(-limit, Math.min(limit, sum));
                saturations += sum == state[i] ? 0 : 1;
            }
            long wanted = Math.max(lowest, Math.min(highest[i], state[i]));
            long unit = (long) threshold[i] << FRACTION_BITS;
            long raised = tick * (wanted - emitted[i]) + (unit >> 1);
            boolean spikes = raised >= least * unit || raised < (1 - least) * unit;
            if (spikes) {
                long event = Math.max(-most, Math.min(most, (long) Math.floor((double) raised / unit)));
                emitted[i] += event * threshold[i] * reciprocal;
                out.put(end++, i, (int) event);
            }
            active += spikes || received != 0 ? 1 : 0;
        }
        out.grownTo(end);
    }
}
