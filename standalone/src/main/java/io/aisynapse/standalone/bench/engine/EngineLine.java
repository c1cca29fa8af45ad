package io.aisynapse.standalone.bench.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one contestant came to.
 *
 * @param samplesPerSecond of processor time; of time on the wall with several threads
 * @param timesLibrary as a multiple of the best library with the same batch and number of ticks; 0 without one
 * @param timesOriginal as a multiple of ONNX Runtime with batch 1
 * @param counted agreement with the original from 0 to 1, spikes and operations a sample
 */
record EngineLine(
        String network,
        Entry entry,
        double samplesPerSecond,
        double timesLibrary,
        double timesOriginal,
        Contestant.Counted counted) {
    /** Whoever agrees with the original on this share of the samples is as faithful as is asked for. */
    static final double FAITHFUL = 0.995;

    static List<EngineLine> of(String network, List<Contestant> contestants) {
        double original = contestants.getFirst().samplesPerSecond();
        return contestants.stream()
                .map(each -> new EngineLine(
                        network,
                        each.entry(),
                        each.samplesPerSecond(),
                        each.samplesPerSecond() / bestLibrary(each.entry(), contestants),
                        each.samplesPerSecond() / original,
                        each.counted()))
                .toList();
    }

    /** AI-Synapse takes one sample at a time: it is held against libraries that do so too. */
    private static double bestLibrary(Entry entry, List<Contestant> contestants) {
        return contestants.stream()
                .filter(each -> each.entry().isLibrary())
                .filter(each -> each.entry().steps() == entry.steps())
                .filter(each -> each.entry().batch() == entry.batch())
                .mapToDouble(Contestant::samplesPerSecond)
                .max()
                .orElse(Double.POSITIVE_INFINITY);
    }

    boolean isFaithful() {
        return counted.agreement() >= FAITHFUL;
    }

    Map<String, Object> members() {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("network", network);
        line.putAll(entry.members());
        line.put("samples_per_second", samplesPerSecond);
        line.put("times_library", timesLibrary);
        line.put("times_original", timesOriginal);
        line.put("agreement", counted.agreement());
        line.put("spikes", counted.spikes());
        line.put("synaptic_operations", counted.synapticOperations());
        return line;
    }
}
