package io.aisynapse.core.engine;

import io.aisynapse.core.engine.count.EventCounts;

/**
 * @param outputs the readout's decoded values (logits), in flat order
 * @param counts what happened on the chip for them
 * @param ticks of the readout's window until the answer was there: T, or less when a reader took it early
 * @param chipTicks from the first input to the answer
 */
public record SampleResult(double[] outputs, EventCounts counts, int ticks, long chipTicks) {}
