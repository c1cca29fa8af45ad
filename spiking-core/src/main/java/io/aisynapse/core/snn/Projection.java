package io.aisynapse.core.snn;

/** Synapses from one node of the graph into the membranes of another. */
public record Projection(int source, Kernel kernel) {}
