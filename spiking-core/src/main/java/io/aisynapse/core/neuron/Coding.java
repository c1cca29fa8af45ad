package io.aisynapse.core.neuron;

/** How the events of a network stand for values. One network has one coding. */
public enum Coding {
    /** A value is the mean of its events over all ticks; every layer runs at every tick. */
    RATE,

    /**
     * As RATE, but a layer integrates for T ticks while the one before fires, and fires in the T ticks after that. Its
     * spike count is a staircase of the sum of what it got, so the network equals the quantised one bit for bit.
     */
    SERIAL,

    /**
     * An event of tick t changes the decoded value by {@code event / t}: {@code M[t] = M[t−1] + x[t]/t}. A neuron whose
     * value has settled is silent. Source: Huang 2025 (differential coding, DCGS).
     */
    DIFFERENTIAL
}
