package io.aisynapse.core.neuron;

/**
 * What the neurons of a population do at a tick.
 *
 * @param largestEvent K: an event is an integer of magnitude 1 to K; 1 for binary spikes
 * @param leastCorrection a neuron in differential coding emits nothing smaller after the first tick; with 2 its error
 *     is at most 1.5/t events instead of 0.5/t, and a settled neuron is silent from one doubling of t to the next
 * @param takesBack whether an integrate-and-fire neuron with a ReLU may emit negative events as long as its total stays
 *     0 or more; early excess is taken back so
 * @param transfer from mean input to mean output
 */
public record NeuronModel(int largestEvent, int leastCorrection, boolean takesBack, Transfer transfer) {
    /** Largest K: what a chip with graded spikes of 24 bits carries, with room for sums in an int. */
    public static final int MOST = 4095;

    private static final NeuronModel BINARY = new NeuronModel(1, 1, false, new Transfer.Relu(Float.POSITIVE_INFINITY));

    public NeuronModel {
        if (leastCorrection < 1 || leastCorrection > largestEvent) {
            throw new IllegalArgumentException(
                    "corrections from %d on, events up to %d".formatted(leastCorrection, largestEvent));
        }
        if (largestEvent < 1 || largestEvent > MOST) {
            throw new IllegalArgumentException("events up to %d, not 1 to %d".formatted(largestEvent, MOST));
        }
    }

    /** Integrate-and-fire with spikes of 0 or 1. */
    public static NeuronModel binary() {
        return BINARY;
    }

    /** Whether its events are all of value 1 in a network of this coding. */
    public boolean isBinary(Coding coding) {
        boolean plain = largestEvent == 1 && !takesBack && transfer instanceof Transfer.Relu;
        return plain && coding != Coding.DIFFERENTIAL;
    }
}
