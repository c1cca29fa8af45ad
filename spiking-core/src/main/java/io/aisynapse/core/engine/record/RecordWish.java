package io.aisynapse.core.engine.record;

import java.util.List;

/**
 * What to record of each sample.
 *
 * @param populations whose spikes are recorded, by the names of the report
 * @param membranes whose traces are recorded
 * @param coreActivity whether spikes and synaptic operations are recorded by core and tick
 */
public record RecordWish(List<String> populations, List<Membranes> membranes, boolean coreActivity) {
    public RecordWish {
        populations = List.copyOf(populations);
        membranes = List.copyOf(membranes);
    }

    /** @param neurons flat indices, channels first */
    public record Membranes(String population, List<Integer> neurons) {
        public Membranes {
            neurons = List.copyOf(neurons);
        }
    }
}
