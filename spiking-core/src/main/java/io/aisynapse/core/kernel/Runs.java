package io.aisynapse.core.kernel;

/**
 * Where the weights of an event go. Source neuron i is channel {@code c = i % channels} of position {@code p = i /
 * channels}; its runs are those from {@code start[p]} to {@code start[p + 1]}. Run r adds {@code length[r]} weights
 * from {@code c · weightsPerChannel + offset[r]} to the charges from {@code target[r] + c / channelsPerGroup ·
 * outputsPerGroup}. A dense layer is one position with one run.
 */
public record Runs(
        int channels,
        int channelsPerGroup,
        int outputsPerGroup,
        int weightsPerChannel,
        int[] start,
        int[] target,
        int[] offset,
        int[] length) {
    public static Runs dense(int inputs, int outputs) {
        return new Runs(inputs, inputs, 0, outputs, new int[] {0, 1}, new int[1], new int[1], new int[] {outputs});
    }

    /** Weights that leave a source neuron. */
    public int fanOut(int neuron) {
        int position = neuron / channels;
        int sum = 0;
        for (int r = start[position]; r < start[position + 1]; r++) {
            sum += length[r];
        }
        return sum;
    }
}
