package io.aisynapse.core.engine;

import io.aisynapse.core.engine.count.EventCounts;

/**
 * @param outputs the readout's decoded values (logits), in flat order
 * @param counts what happened on the chip for them
 */
public record SampleResult(double[] outputs, EventCounts counts) {}
