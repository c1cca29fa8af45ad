package io.aisynapse.core.kernel;

/**
 * The inner loops of the engine. The two implementations agree bit for bit: see SynapseKernelsTest. Sums that might
 * overflow a short are the caller's to send to the int forms.
 */
public sealed interface SynapseKernels permits ScalarSynapseKernels, VectorSynapseKernels {
    /** Adds the weights of each row's events to its charges. */
    void scatter(ChargeTile tile, byte[] weight, Runs runs, Events events);

    /** Adds the weights of the events {@code from ≤ e < to} to the charges. */
    void scatter(int[] charge, byte[] weight, Runs runs, Events events, Range range);

    /** As the other, for values that may be large. */
    void scatter(int[] charge, Weights weights, Events events, Range range);

    /**
     * {@code charge[o] = Σ weight[row · outputs + o]} over the neurons that each row hears, all values being
     * 1; the charges are overwritten.
     */
    void sumRows(ChargeTile tile, byte[] weight, Events events);

    /**
     * The ticks of a tile, one after the other, of a population: see {@code Stage.Population}. What was active or
     * saturated is counted in the membranes.
     */
    void fire(Membranes membranes, ChargeTile tile, SpikeBits spikes);

    /** One tick with charges of any size: neurons that spike are appended to the events, in rising order. */
    void fire(Membranes membranes, int[] charge, Events spikes);

    /** What the outputs of neurons in differential coding lack at the tick they have begun, in rising order. */
    void emit(DifferentialMembranes membranes, int[] charge, Events out);

    /** {@code charge[i] += added[i] << exponent[i]}. */
    void addShifted(int[] charge, int[] added, int[] exponent);

    /** One tick of leaky neurons with the charges in their inputs, see {@code IntegerMembrane}; as {@link #fire}. */
    void leak(LeakyMembranes membranes, Events spikes);

    /** A range of a list of events that its owner moves along: no allocation a tick. */
    final class Range {
        public int from;
        public int to;
        final EventGroup group = new EventGroup();

        public Range set(int newFrom, int newTo) {
            from = newFrom;
            to = newTo;
            return this;
        }
    }

    /** The fastest form that this machine runs. */
    static SynapseKernels fastest() {
        return new VectorSynapseKernels();
    }
}
