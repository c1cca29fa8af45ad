package io.aisynapse.core.tune;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnRunner;
import io.aisynapse.core.convert.LayerStatistics.Part;
import io.aisynapse.core.tensor.Shape;
import java.util.Arrays;

/** Mean over samples and positions of each channel of each node of the original network, its two signs apart. */
final class MeanActivations {
    private final double[][] positive;
    private final double[][] negative;
    private final float[][] logits;

    private MeanActivations(int nodes, int samples) {
        logits = new float[samples][];
        positive = new double[nodes][];
        negative = new double[nodes][];
    }

    static MeanActivations measure(AnnGraph graph, float[][] samples) {
        int nodes = graph.nodes().size();
        MeanActivations means = new MeanActivations(nodes, samples.length);
        for (int node = 0; node < nodes; node++) {
            means.positive[node] = new double[graph.nodes().get(node).shape().channels()];
            means.negative[node] = new double[means.positive[node].length];
        }
        AnnRunner runner = new AnnRunner(graph);
        for (int s = 0; s < samples.length; s++) {
            float[][] activations = runner.run(samples[s]);
            means.logits[s] = activations[nodes - 1];
            for (int node = 0; node < nodes; node++) {
                means.add(node, activations[node], graph.nodes().get(node).shape(), samples.length);
            }
        }
        return means;
    }

    private void add(int node, float[] values, Shape shape, int samples) {
        double share = 1.0 / samples / shape.plane();
        for (int i = 0; i < values.length; i++) {
            double[] sums = values[i] > 0 ? positive[node] : negative[node];
            sums[i / shape.plane()] += Math.abs(values[i]) * share;
        }
    }

    /** Logits of each sample. */
    float[][] logits() {
        return logits;
    }

    /** Mean of a part of x by channel. */
    double[] of(int node, Part part) {
        return switch (part) {
            case POSITIVE -> positive[node];
            case NEGATIVE -> negative[node];
            case WHOLE -> {
                double[] means = new double[positive[node].length];
                Arrays.setAll(means, channel -> positive[node][channel] - negative[node][channel]);
                yield means;
            }
        };
    }
}
