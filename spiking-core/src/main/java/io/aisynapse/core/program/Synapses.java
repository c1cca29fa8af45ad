package io.aisynapse.core.program;

/**
 * Synapses from one stage into another: each event adds {@code value · mantissa} to the charge of the tick.
 *
 * @param delay ticks from the event to the charge; 1 or more where the source does not come before the target
 * @param receptor whose current of a leaky neuron the charge goes to
 */
public record Synapses(int source, IntegerKernel kernel, int delay, int receptor) {
    public Synapses(int source, IntegerKernel kernel) {
        this(source, kernel, 0, 0);
    }
}
