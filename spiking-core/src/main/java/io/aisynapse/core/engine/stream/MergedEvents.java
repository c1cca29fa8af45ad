package io.aisynapse.core.engine.stream;

import io.aisynapse.core.kernel.Events;
import io.aisynapse.core.kernel.SynapseKernels;

/** Events of several ticks heard at one: a neuron's values are added first, so that its weights are read once. */
public final class MergedEvents {
    private final Events merged = new Events(true);
    private int[] sum = new int[0];

    /**
     * Merges the events of a range.
     *
     * @param neurons of the source
     * @return overwritten by the next call; without values of 0, in rising order
     */
    public Events of(Events events, SynapseKernels.Range range, int neurons) {
        if (sum.length < neurons) {
            sum = new int[neurons];
        }
        for (int e = range.from; e < range.to; e++) {
            sum[events.neurons()[e]] += events.value(e);
        }
        merged.clear();
        for (int i = 0; i < neurons; i++) {
            if (sum[i] != 0) {
                merged.add(i, sum[i]);
                sum[i] = 0;
            }
        }
        return merged;
    }
}
