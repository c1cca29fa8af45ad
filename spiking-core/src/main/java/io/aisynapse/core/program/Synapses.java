package io.aisynapse.core.program;

/** Synapses from one stage into another: each event adds {@code value · mantissa} to the charge of the tick. */
public record Synapses(int source, IntegerKernel kernel) {}
