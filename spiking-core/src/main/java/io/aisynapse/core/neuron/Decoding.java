package io.aisynapse.core.neuron;

/** What a network's answer is read from. The rate of spiking neurons is the mean of identity weights behind them. */
public sealed interface Decoding {
    /** The mean input of the readout over the ticks. */
    record Mean() implements Decoding {}

    /** The potential V of leaky neurons that never spike (NIR's LI, CubaLI and I). */
    record Potential(LeakyMembrane membrane, Over over) implements Decoding {}

    /** Which of the ticks. */
    enum Over {
        LAST,
        MEAN,
        MAXIMUM
    }
}
