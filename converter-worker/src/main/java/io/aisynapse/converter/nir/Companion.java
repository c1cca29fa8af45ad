package io.aisynapse.converter.nir;

import io.aisynapse.core.nir.NirData;
import io.aisynapse.core.nir.graph.NirGraph;
import io.aisynapse.core.nir.graph.NirNode;
import io.aisynapse.core.nir.run.NirRun;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/** The graph of a file, run on a few samples by the letter of NIR but for the reset, which subtracts the threshold. */
final class Companion {
    private final NirGraph graph;
    private final int timeSteps;
    private final float[][] samples;
    private final List<NirRun.Answer> answers;

    private Companion(NirGraph graph, int timeSteps, float[][] samples, List<NirRun.Answer> answers) {
        this.graph = graph;
        this.timeSteps = timeSteps;
        this.samples = samples;
        this.answers = answers;
    }

    static Companion run(NirGraph graph, int timeSteps, float[][] samples) {
        NirRun run = new NirRun(graph, new NirRun.Rules(1, true));
        List<NirRun.Answer> answers = IntStream.range(0, samples.length)
                .mapToObj(s -> run.run(new float[][] {samples[s]}, timeSteps))
                .toList();
        return new Companion(graph, timeSteps, samples, answers);
    }

    /** What flows into the output, its mean over the ticks, one row a sample. */
    double[][] means() {
        double[][] means = new double[answers.size()][];
        for (int s = 0; s < means.length; s++) {
            double[][] outputs = answers.get(s).outputs();
            double[] sum = new double[outputs[0].length];
            for (double[] row : outputs) {
                Arrays.setAll(sum, i -> sum[i] + row[i]);
            }
            means[s] = Arrays.stream(sum).map(value -> value / timeSteps).toArray();
        }
        return means;
    }

    /** Spikes a neuron and tick, by node. */
    Map<String, Double> rates() {
        Map<String, Double> rates = new LinkedHashMap<>();
        for (String node : answers.getFirst().spikes().keySet()) {
            long spikes = 0;
            long chances = 0;
            for (NirData.Events events : events(node)) {
                spikes += events.neuron().length;
                chances += (long) events.neurons() * timeSteps;
            }
            rates.put(node, spikes / (double) chances);
        }
        return rates;
    }

    byte[] toFile() {
        SequencedMap<String, List<NirData.Events>> spikes = new LinkedHashMap<>();
        answers.getFirst().spikes().keySet().forEach(node -> spikes.put(node, events(node)));
        NirData.Answers outputs = new NirData.Answers(only(NirNode.Output.class), means());
        return new NirData(timeSteps, only(NirNode.Input.class), samples, outputs, spikes).toFile();
    }

    private String only(Class<? extends NirNode> type) {
        return graph.nodes().entrySet().stream()
                .filter(entry -> type.isInstance(entry.getValue()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    private List<NirData.Events> events(String node) {
        List<NirData.Events> events = new ArrayList<>();
        for (NirRun.Answer answer : answers) {
            boolean[][] ticks = answer.spikes().getOrDefault(node, new boolean[0][]);
            int[] neuron =
                    new int[Arrays.stream(ticks).mapToInt(Companion::count).sum()];
            int[] tick = new int[neuron.length];
            int at = 0;
            for (int t = 0; t < ticks.length; t++) {
                for (int i = 0; i < ticks[t].length; i++) {
                    if (ticks[t][i]) {
                        neuron[at] = i;
                        tick[at++] = t;
                    }
                }
            }
            events.add(new NirData.Events(ticks[0].length, neuron, tick));
        }
        return events;
    }

    private static int count(boolean[] spiked) {
        int count = 0;
        for (boolean each : spiked) {
            count += each ? 1 : 0;
        }
        return count;
    }
}
