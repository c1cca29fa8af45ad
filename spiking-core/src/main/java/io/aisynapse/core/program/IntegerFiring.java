package io.aisynapse.core.program;

import io.aisynapse.core.neuron.Firing;

/**
 * Spikes of leaky neurons, by neuron in flat order: 1 if {@code m > threshold}, then {@code V = m − value} or
 * {@code V = value}, else {@code V = m}. In the {@code refractoryTicks} ticks after a spike V stays and no spike comes.
 */
public record IntegerFiring(int[] threshold, Firing.Reset reset, int[] value, int refractoryTicks) {}
