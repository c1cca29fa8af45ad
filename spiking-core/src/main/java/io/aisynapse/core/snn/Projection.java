package io.aisynapse.core.snn;

/**
 * Synapses from one node of the graph into the membranes of another.
 *
 * @param source with a delay of 1 or more any node but the readout, the target itself too; else a node before it
 * @param delay ticks from an event to its effect; other than 0 into leaky neurons only
 * @param receptor whose current of a leaky neuron it feeds
 */
public record Projection(int source, Kernel kernel, int delay, int receptor) {
    public Projection {
        if (delay < 0 || receptor < 0) {
            throw new IllegalArgumentException("delay %d, receptor %d".formatted(delay, receptor));
        }
    }

    public Projection(int source, Kernel kernel) {
        this(source, kernel, 0, 0);
    }

    public Projection(int source, Kernel kernel, int delay) {
        this(source, kernel, delay, 0);
    }
}
