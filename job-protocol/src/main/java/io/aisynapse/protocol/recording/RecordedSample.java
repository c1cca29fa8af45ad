package io.aisynapse.protocol.recording;

/**
 * What was recorded of one sample.
 *
 * @param sample its index in the dataset
 * @param ticks of the chip that it took
 * @param spikes columns tick (of the chip, from 1), population (index in the layout), neuron (flat), value
 * @param membranes by trace and tick
 * @param coreSpikes by tick and core
 * @param coreOperations synaptic operations, likewise
 */
public record RecordedSample(
        int sample, int ticks, int[][] spikes, long[] membranes, int[] coreSpikes, int[] coreOperations) {
    static final int COLUMNS = 4;

    public RecordedSample {
        if (spikes.length != COLUMNS) {
            throw new IllegalArgumentException(spikes.length + " columns of spikes");
        }
    }

    /** That its arrays take in the npz. */
    public long bytes() {
        return RecordingLayout.BYTES_A_SPIKE * spikes[0].length
                + 8L * membranes.length
                + 4L * (coreSpikes.length + coreOperations.length);
    }
}
