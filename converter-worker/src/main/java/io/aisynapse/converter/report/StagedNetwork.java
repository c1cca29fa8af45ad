package io.aisynapse.converter.report;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnRunner;
import io.aisynapse.core.convert.LayerStatistics;
import io.aisynapse.core.convert.LayerStatistics.Part;
import io.aisynapse.core.convert.SpikingConverted;
import io.aisynapse.core.neuron.Coding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The original network with some of what a conversion does to it, so that each part's cost can be measured alone.
 *
 * <pre>
 *   clipped     a  →  min(a, θ)
 *   staircase   a  →  θ/N · clip(⌊N·a/θ + ½⌋, 0, N)
 *   weights     w  →  step · round(w / step), 8 bits, one step an output channel
 * </pre>
 *
 * A layer here is a node whose values populations carry, together with the linear nodes between the layers before it
 * and itself. What no population carries stays as it is.
 */
public final class StagedNetwork {
    /** What becomes of the values of a layer. */
    enum Values {
        EXACT,
        CLIPPED,
        STAIRCASE
    }

    private final AnnGraph graph;
    private final int steps;
    private final TreeMap<Integer, List<LayerStatistics>> layers = new TreeMap<>();
    private final AnnRunner exact;

    /**
     * @param graph the simplified network that was converted
     * @param timeSteps T
     */
    public StagedNetwork(AnnGraph graph, SpikingConverted converted, int timeSteps) {
        this.graph = graph;
        int largest = converted.scheme().largestEvent();
        this.steps = converted.scheme().coding() == Coding.DIFFERENTIAL ? largest : largest * timeSteps;
        this.exact = new AnnRunner(graph);
        for (LayerStatistics layer : converted.layers()) {
            layers.computeIfAbsent(layer.annNode(), _ -> new ArrayList<>()).add(layer);
        }
    }

    /** The last node's values after each stage, by its name; each stage keeps what the ones before it did. */
    public Map<String, float[][]> stages(float[][] samples) {
        Map<String, float[][]> stages = new LinkedHashMap<>();
        stages.put("clipped at thresholds", run(exact, samples, Values.CLIPPED));
        stages.put("staircase", run(exact, samples, Values.STAIRCASE));
        stages.put("8-bit weights", run(rounded(all()), samples, Values.STAIRCASE));
        return stages;
    }

    private float[][] run(AnnRunner runner, float[][] samples, Values values) {
        float[][] rows = new float[samples.length][];
        IntStream.range(0, rows.length)
                .parallel()
                .forEach(s -> rows[s] = run(runner, samples[s], values, layers.keySet()));
        return rows;
    }

    /** Nodes whose values populations carry, in order. */
    Set<Integer> layers() {
        return layers.navigableKeySet();
    }

    String name(int layer) {
        return graph.nodes().get(layer).name();
    }

    /** The network with rounded weights in front of the layers; all its weights when the last node is among them. */
    AnnRunner rounded(Set<Integer> roundedLayers) {
        Set<Integer> nodes = new TreeSet<>();
        roundedLayers.forEach(layer -> collectLinear(layer, nodes, true));
        return nodes.isEmpty() ? exact : new AnnRunner(RoundedWeights.round(graph, nodes));
    }

    /** Layers and the last node: all that have weights in front of them. */
    Set<Integer> all() {
        Set<Integer> all = new TreeSet<>(layers.keySet());
        all.add(graph.nodes().size() - 1);
        return all;
    }

    private void collectLinear(int node, Set<Integer> nodes, boolean first) {
        if (!first && layers.containsKey(node)) {
            return;
        }
        nodes.add(node);
        graph.nodes().get(node).inputs().forEach(input -> collectLinear(input, nodes, false));
    }

    /** The last node's values with those of some layers replaced. */
    float[] run(AnnRunner runner, float[] sample, Values values, Set<Integer> replaced) {
        float[][] all =
                runner.run(sample, (node, seen) -> replaced.contains(node) ? replaced(node, seen, values) : seen);
        return all[all.length - 1];
    }

    private float[] replaced(int node, float[] seen, Values values) {
        List<LayerStatistics> parts = layers.get(node);
        if (values == Values.EXACT || parts == null) {
            return seen;
        }
        int plane = graph.nodes().get(node).shape().plane();
        float[] result = new float[seen.length];
        for (int i = 0; i < seen.length; i++) {
            result[i] = replaced(parts, seen[i], i / plane, values);
        }
        return result;
    }

    private float replaced(List<LayerStatistics> parts, float value, int channel, Values values) {
        Part wanted = value < 0 ? Part.NEGATIVE : Part.POSITIVE;
        for (LayerStatistics part : parts) {
            if (part.part() == wanted || part.part() == Part.WHOLE) {
                float threshold = part.thresholds()[channel];
                return Math.copySign(limited(Math.abs(value), threshold, values), value);
            }
        }
        return value;
    }

    private float limited(float magnitude, float threshold, Values values) {
        if (values == Values.CLIPPED) {
            return Math.min(magnitude, threshold);
        }
        double step = (double) threshold / steps;
        return (float) (step * Math.min(steps, Math.floor(magnitude / step + 0.5)));
    }
}
