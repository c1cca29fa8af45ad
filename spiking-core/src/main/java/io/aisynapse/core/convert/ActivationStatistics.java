package io.aisynapse.core.convert;

import io.aisynapse.core.ann.Activations;
import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.ValueSource;
import io.aisynapse.core.tensor.Shape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What every node of the network yielded on the calibration samples, channel by channel, as histograms. Two passes: the
 * first finds the ranges, the second counts. Memory is bounded by 2 × 8 KiB a channel, whatever the number of samples.
 */
final class ActivationStatistics {
    private final ChannelHistogram[][] positive;
    private final ChannelHistogram[][] negative;
    private final float[] largest;
    private final float[] largestInputs;
    private final ValueSource[] sources;

    private ActivationStatistics(
            ChannelHistogram[][] positive,
            ChannelHistogram[][] negative,
            float[] largest,
            float[] largestInputs,
            ValueSource[] sources) {
        this.positive = positive;
        this.negative = negative;
        this.largest = largest;
        this.largestInputs = largestInputs;
        this.sources = sources;
    }

    static ActivationStatistics measure(AnnGraph graph, Activations rows) {
        int nodes = graph.nodes().size();
        float[][] largest = new float[nodes][];
        float[][] smallest = new float[nodes][];
        for (int row = 0; row < rows.count(); row++) {
            float[][] activations = rows.row(row);
            for (int node = 0; node < nodes; node++) {
                Shape shape = graph.nodes().get(node).shape();
                largest[node] = extremes(activations[node], shape, largest[node], 1);
                smallest[node] = extremes(activations[node], shape, smallest[node], -1);
            }
        }
        float[] magnitude = new float[nodes];
        for (int node = 0; node < nodes; node++) {
            magnitude[node] = Math.max(highest(largest[node]), highest(smallest[node]));
        }
        float[] inputs = largest[0].clone();
        for (int channel = 0; channel < inputs.length; channel++) {
            inputs[channel] = Math.max(inputs[channel], smallest[0][channel]);
        }
        ValueSource[] sources = new ValueSource[nodes];
        Arrays.setAll(sources, rows::source);
        ActivationStatistics statistics =
                new ActivationStatistics(histograms(largest), histograms(smallest), magnitude, inputs, sources);
        for (int row = 0; row < rows.count(); row++) {
            statistics.count(graph, rows.row(row));
        }
        return statistics;
    }

    private static float[] extremes(float[] values, Shape shape, float @Nullable [] soFar, int sign) {
        float[] extremes = soFar == null ? new float[shape.channels()] : soFar;
        for (int channel = 0; channel < extremes.length; channel++) {
            int end = (channel + 1) * shape.plane();
            for (int i = channel * shape.plane(); i < end; i++) {
                extremes[channel] = Math.max(extremes[channel], sign * values[i]);
            }
        }
        return extremes;
    }

    private static ChannelHistogram[][] histograms(float[][] largest) {
        ChannelHistogram[][] histograms = new ChannelHistogram[largest.length][];
        for (int node = 0; node < largest.length; node++) {
            histograms[node] = new ChannelHistogram[largest[node].length];
            for (int channel = 0; channel < largest[node].length; channel++) {
                histograms[node][channel] = new ChannelHistogram(largest[node][channel]);
            }
        }
        return histograms;
    }

    private static float highest(float[] values) {
        float highest = 0;
        for (float value : values) {
            highest = Math.max(highest, value);
        }
        return highest;
    }

    private void count(AnnGraph graph, float[][] activations) {
        for (int node = 1; node < activations.length; node++) {
            int plane = graph.nodes().get(node).shape().plane();
            for (int i = 0; i < activations[node].length; i++) {
                positive[node][i / plane].add(activations[node][i]);
                negative[node][i / plane].add(-activations[node][i]);
            }
        }
    }

    /** Histograms of {@code relu(x)} by channel, or of {@code relu(−x)} when negated. */
    ChannelHistogram[] of(int node, boolean negated) {
        return negated ? negative[node] : positive[node];
    }

    /** How the values of a node are known. */
    ValueSource source(int node) {
        return sources[node];
    }

    /** Largest magnitude of the input by channel. */
    float[] largestInputs() {
        return largestInputs;
    }

    /** Largest magnitude of any value of a node. */
    float largest(int node) {
        return largest[node];
    }
}
