package io.aisynapse.core.kernel;

import java.util.Arrays;

/**
 * Neurons whose events are graded or signed, or that compute the output they lack: the three rules of {@code
 * Stage.Population} beside binary integrate-and-fire. One entry a neuron in the order of the engine.
 */
public final class GradedMembranes {
    private static final int FRACTION_BITS = 16;
    private static final long EXACT_IN_A_DOUBLE = 1L << 52;

    private final Parameters parameters;
    private final int count;
    private long[] bias;
    private final long[] state;
    private final long[] emitted;
    private int biasFrom;
    private int biasTo;
    private long active;
    private long saturations;

    /**
     * @param limit states are held within ±limit
     * @param threshold one a neuron
     * @param exponent of two that a charge is multiplied by, one a neuron
     * @param largestEvent K
     * @param leastCorrection in differential coding no smaller event after the first tick
     * @param lowest what bounds events below
     */
    public record Parameters(
            int limit, int[] threshold, int[] exponent, int largestEvent, int leastCorrection, Lowest lowest) {}

    /** The least event of an integrator: none below 0, down to minus its total so far, or down to −K. */
    public enum Lowest {
        ZERO,
        TOTAL,
        LARGEST
    }

    /** The output of a neuron for its mean input, both in units of 2^−16 of its membrane's unit. */
    @FunctionalInterface
    public interface Output {
        long apply(long mean, int neuron);
    }

    public GradedMembranes(Parameters parameters) {
        this.parameters = parameters;
        this.count = parameters.threshold.length;
        this.bias = new long[count];
        this.state = new long[count];
        this.emitted = new long[count];
    }

    /** @param biases by neuron in units of 2^−16, read until others are set */
    public void setBias(long[] biases) {
        bias = biases;
    }

    /** V[0] = ⌊θ/2⌋. */
    public void startIntegrating() {
        Arrays.setAll(state, i -> parameters.threshold[i] / 2);
        clear();
    }

    /** M[0] = B in differential coding, X[0] = 0 else. */
    public void startEmitting(boolean differential) {
        Arrays.setAll(state, i -> differential ? bias[i] : 0);
        clear();
    }

    private void clear() {
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

    /** V, M or X of a neuron. */
    public long state(int neuron) {
        return state[neuron];
    }

    /** Saves or restores all but the biases, which the sample sets. */
    public void exchange(StateExchange with) {
        with.longs(state);
        with.longs(emitted);
        active = with.value(active);
        saturations = with.value(saturations);
    }

    /** The ticks of bias that the next step adds: those after {@code from} up to {@code to}. */
    public void setBiasTicks(int from, int to) {
        biasFrom = from;
        biasTo = to;
    }

    private long biasStep(int i) {
        return (biasTo * bias[i] >> FRACTION_BITS) - (biasFrom * bias[i] >> FRACTION_BITS);
    }

    private long held(long value, long limit) {
        if (value > limit || value < -limit) {
            saturations++;
            return value > 0 ? limit : -limit;
        }
        return value;
    }

    /** Integrate-and-fire with events of up to K. */
    public void integrate(int[] charge, Events out) {
        long most = parameters.largestEvent;
        for (int i = 0; i < count; i++) {
            long step = ((long) charge[i] << parameters.exponent[i]) + biasStep(i);
            long membrane = held(state[i] + step, parameters.limit);
            long least = switch (parameters.lowest) {
                case ZERO -> 0;
                case TOTAL -> -Math.min(most, emitted[i]);
                case LARGEST -> -most;
            };
            int threshold = parameters.threshold[i];
            long event = 0;
            if (membrane >= threshold || membrane < 0) {
                event = Math.max(least, Math.min(most, Math.floorDiv(membrane, threshold)));
            }
            state[i] = membrane - threshold * event;
            if (event != 0) {
                emitted[i] += event;
                out.add(i, (int) event);
            }
            active += step != 0 || event != 0 ? 1 : 0;
        }
    }

    /** Serial coding: takes the step of a tick, fires nothing yet. */
    public void collect(int[] charge) {
        for (int i = 0; i < count; i++) {
            long step = ((long) charge[i] << parameters.exponent[i]) + biasStep(i);
            state[i] = held(state[i] + step, parameters.limit);
            active += step != 0 ? 1 : 0;
        }
    }

    /** Serial coding: the spike of a tick of the neurons' own window, after the last {@link #collect}. */
    public void release(Events out) {
        for (int i = 0; i < count; i++) {
            if (state[i] >= parameters.threshold[i]) {
                state[i] -= parameters.threshold[i];
                out.add(i, 1);
                active++;
            }
        }
    }

    /**
     * {@code ⌊a / b⌋} for b up to 2^33. Below 2^52 a division of doubles is exact enough: a quotient that is no integer
     * lies at least 1/b from one, which is more than its rounding.
     */
    static long quotient(long a, long b) {
        boolean small = a < EXACT_IN_A_DOUBLE && a > -EXACT_IN_A_DOUBLE && Math.abs(a >> FRACTION_BITS) < b;
        return small ? (long) Math.floor((double) a / b) : Math.floorDiv(a, b);
    }

    /**
     * Emits what the output lacks.
     *
     * @param reciprocal r_t in differential coding, 0 in rate coding
     * @return neurons whose mean input may have changed
     */
    public long emit(int tick, int reciprocal, int[] charge, Output output, Events out) {
        boolean differential = reciprocal > 0;
        long limit = differential ? (long) parameters.limit << FRACTION_BITS : parameters.limit;
        long most = parameters.largestEvent;
        long least = differential && tick > 1 ? parameters.leastCorrection : 1;
        out.reserve(count);
        int size = out.size();
        long changed = 0;
        for (int i = 0; i < count; i++) {
            long received = (long) charge[i] << parameters.exponent[i];
            long step = differential ? received : received + biasStep(i);
            if (step != 0 || tick == 1) {
                state[i] = held(state[i] + (differential ? step * reciprocal : step), limit);
            }
            long mean = differential ? state[i] : Math.floorDiv(state[i] << FRACTION_BITS, (long) biasTo);
            long wanted = output.apply(mean, i);
            long lack = differential ? tick * (wanted - emitted[i]) : tick * wanted - (emitted[i] << FRACTION_BITS);
            long unit = (long) parameters.threshold[i] << FRACTION_BITS;
            long raised = lack + unit / 2;
            long event = 0;
            if (raised >= least * unit || raised < (1 - least) * unit) {
                event = Math.max(-most, Math.min(most, quotient(raised, unit)));
                emitted[i] += event * parameters.threshold[i] * (differential ? reciprocal : 1);
                out.put(size++, i, (int) event);
            }
            boolean started = differential && tick == 1 && bias[i] != 0;
            active += step != 0 || started || event != 0 ? 1 : 0;
            changed += !differential || step != 0 || tick == 1 ? 1 : 0;
        }
        out.grownTo(size);
        return changed;
    }
}
