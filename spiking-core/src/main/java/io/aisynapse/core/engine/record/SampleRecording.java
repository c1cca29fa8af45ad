package io.aisynapse.core.engine.record;

/**
 * What was recorded of a sample. Ticks are those of the chip, the first is 1; a population whose window begins later
 * (start delay, serial coding) has its first tick later.
 *
 * @param ticks of the chip that the sample took; less than the plan's where it ended early, the rest are zeros
 * @param spikes one row each of tick, index of the population in the plan, flat neuron, value; in order of population,
 *     tick, and the order in which the engine emits them
 * @param membranes by trace and tick of its population's window
 * @param coreSpikes by tick and core of the plan
 * @param coreOperations synaptic operations, likewise
 */
public record SampleRecording(int ticks, Spikes spikes, long[] membranes, int[] coreSpikes, int[] coreOperations) {
    /** Columns of equal length. */
    public record Spikes(int[] tick, int[] population, int[] neuron, int[] value) {
        public int count() {
            return tick.length;
        }
    }

    /** Of all arrays. */
    public long bytes() {
        return RecordPlan.BYTES_A_SPIKE * spikes.count()
                + 8L * membranes.length
                + 4L * (coreSpikes.length + coreOperations.length);
    }
}
