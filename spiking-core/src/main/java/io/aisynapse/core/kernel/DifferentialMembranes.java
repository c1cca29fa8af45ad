package io.aisynapse.core.kernel;

import java.util.Arrays;

/**
 * Neurons in differential coding whose transfer is the identity or clips: the same integers as {@link
 * GradedMembranes#emit} gives, kept as doubles, which hold them exactly: a state has at most 46 bits, an output 48. See
 * {@code Stage.Population} for the equations.
 */
public final class DifferentialMembranes {
    static final int FRACTION_BITS = 16;

    /** Neurons of a block of the kernels: one bit each in a word. */
    static final int BLOCK = Long.SIZE;

    final int count;
    final int channels;
    final double limit;
    final double lowest;
    final int largestEvent;
    private final int leastCorrection;

    /** By channel, and as many more as a block reads on from any channel: channels follow each other in a ring. */
    final double[] highest;

    /** θ in units of 2^−16, in the same ring. */
    final double[] unit;

    /** What a charge is multiplied by, in the same ring. */
    final double[] scale;

    final double[] state;
    final double[] emitted;
    final double[] event = new double[BLOCK];
    int tick;
    int reciprocal;
    int least;
    long active;
    long saturations;

    /**
     * @param channels neurons after which parameters repeat
     * @param lowest least output
     * @param highest largest output by neuron, both in units of 2^−16
     */
    public DifferentialMembranes(GradedMembranes.Parameters parameters, int channels, long lowest, long[] highest) {
        this.count = parameters.threshold().length;
        this.channels = channels;
        long most = (long) parameters.limit() << FRACTION_BITS;
        this.limit = most;
        this.lowest = Math.max(-most, lowest);
        this.largestEvent = parameters.largestEvent();
        this.leastCorrection = parameters.leastCorrection();
        this.highest = new double[channels + BLOCK];
        this.unit = new double[channels + BLOCK];
        this.scale = new double[channels + BLOCK];
        Arrays.setAll(this.highest, i -> Math.min(most, highest[i % channels]));
        Arrays.setAll(unit, i -> (double) ((long) parameters.threshold()[i % channels] << FRACTION_BITS));
        Arrays.setAll(scale, i -> 1L << parameters.exponent()[i % channels]);
        this.state = new double[count];
        this.emitted = new double[count];
    }

    /** M[0] = B. @param biases by neuron in units of 2^−16 */
    public void start(long[] biases) {
        for (int i = 0; i < count; i++) {
            state[i] = biases[i];
        }
        Arrays.fill(emitted, 0);
        active = 0;
        saturations = 0;
    }

    /**
     * Before the kernels emit what the outputs lack at a tick.
     *
     * @param newReciprocal r_t
     */
    public void begin(int newTick, int newReciprocal) {
        tick = newTick;
        reciprocal = newReciprocal;
        least = tick > 1 ? leastCorrection : 1;
    }

    public long active() {
        return active;
    }

    public long saturations() {
        return saturations;
    }

    /** M of a neuron. */
    public long state(int neuron) {
        return (long) state[neuron];
    }

    /** Saves or restores all. */
    public void exchange(StateExchange with) {
        exchange(with, state);
        exchange(with, emitted);
        active = with.value(active);
        saturations = with.value(saturations);
    }

    private static void exchange(StateExchange with, double[] integers) {
        long[] values = new long[integers.length];
        Arrays.setAll(values, i -> (long) integers[i]);
        with.longs(values);
        Arrays.setAll(integers, i -> values[i]);
    }
}
