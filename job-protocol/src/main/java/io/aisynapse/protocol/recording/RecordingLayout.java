package io.aisynapse.protocol.recording;

import java.util.List;

/**
 * What every sample of a recording holds; the same for all shards of a job.
 *
 * @param populations whose spikes are recorded
 * @param traces membranes that are recorded
 * @param cores whose activity is recorded, by their number over all chips
 * @param timeSteps T, the length of a trace
 * @param ticks of the chip, from the first input to the last answer: the length of a core's activity
 */
public record RecordingLayout(
        List<Population> populations, List<Trace> traces, List<Integer> cores, int timeSteps, int ticks) {
    public RecordingLayout {
        populations = List.copyOf(populations);
        traces = List.copyOf(traces);
        cores = List.copyOf(cores);
    }

    /** Sample, tick, population, neuron and value. */
    public static final long BYTES_A_SPIKE = 20;

    /** @param begin tick of the chip before the first of the population's own window of T ticks */
    public record Population(String name, int channels, int height, int width, int begin) {}

    /** @param neuron flat, channels first */
    public record Trace(String population, int neuron, int begin) {}

    int membraneValues() {
        return Math.multiplyExact(traces.size(), timeSteps);
    }

    int coreValues() {
        return Math.multiplyExact(cores.size(), ticks);
    }
}
