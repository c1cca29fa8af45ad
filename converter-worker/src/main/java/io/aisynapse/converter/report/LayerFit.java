package io.aisynapse.converter.report;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnRunner;
import io.aisynapse.core.convert.LayerStatistics;
import io.aisynapse.core.engine.Engine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How well a population's decoded values r follow the activations a that it stands for, over neurons and samples.
 *
 * @param correlation Pearson's; 0 when either does not vary
 * @param meanError mean of r − a in the layer's largest threshold
 * @param largestError of |r − a| in the layer's largest threshold
 * @param clippedShare of the activations above their θ
 * @param silentShare of neurons that said 0 to every sample
 * @param saturatedShare of values at their θ
 * @param eventsEachNeuron mean a sample
 */
public record LayerFit(
        double correlation,
        double meanError,
        double largestError,
        double clippedShare,
        double silentShare,
        double saturatedShare,
        double eventsEachNeuron) {
    private static final int MOST_SAMPLES = 24;
    private static final double FULL = 0.999;

    /** One a layer, in the order of {@code layers}, on the first samples. */
    public static List<LayerFit> measure(
            Engine engine, AnnGraph graph, List<LayerStatistics> layers, float[][] samples) {
        float[][] few = Arrays.copyOf(samples, Math.min(MOST_SAMPLES, samples.length));
        StagedActivations activations = StagedActivations.of(graph, few);
        int[][][] events = new int[few.length][][];
        IntStream.range(0, few.length).parallel().forEach(s -> events[s] = engine.spikeCounts(few[s]));
        List<LayerFit> fits = new ArrayList<>();
        for (LayerStatistics layer : layers) {
            double[][] decoded = IntStream.range(0, few.length)
                    .parallel()
                    .mapToObj(s -> engine.means(few[s], layer.snnNode()))
                    .toArray(double[][]::new);
            fits.add(fit(layer, activations, decoded, events));
        }
        return fits;
    }

    /** Activations of all nodes for all samples. */
    private record StagedActivations(AnnGraph graph, float[][][] values) {
        static StagedActivations of(AnnGraph graph, float[][] samples) {
            AnnRunner runner = new AnnRunner(graph);
            return new StagedActivations(
                    graph, Arrays.stream(samples).parallel().map(runner::run).toArray(float[][][]::new));
        }

        double at(int sample, LayerStatistics layer, int neuron) {
            float value = values[sample][layer.annNode()][neuron];
            return switch (layer.part()) {
                case POSITIVE -> Math.max(value, 0);
                case NEGATIVE -> Math.max(-value, 0);
                case WHOLE -> value;
            };
        }
    }

    private static LayerFit fit(
            LayerStatistics layer, StagedActivations activations, double[][] decoded, int[][][] events) {
        int plane = activations.graph().nodes().get(layer.annNode()).shape().plane();
        int neurons = decoded[0].length;
        double largestThreshold = 0;
        for (float threshold : layer.thresholds()) {
            largestThreshold = Math.max(largestThreshold, threshold);
        }
        Sums sums = new Sums();
        for (int neuron = 0; neuron < neurons; neuron++) {
            double threshold = layer.thresholds()[neuron / plane];
            double worth = layer.eventValues()[neuron / plane];
            boolean silent = true;
            for (int s = 0; s < decoded.length; s++) {
                double seen = decoded[s][neuron] * worth;
                sums.add(seen, activations.at(s, layer, neuron), threshold);
                silent &= seen == 0;
                sums.events += Math.abs((double) events[s][layer.snnNode()][neuron]);
            }
            sums.silent += silent ? 1 : 0;
        }
        return sums.fit(largestThreshold, neurons, decoded.length);
    }

    /** Running sums over neurons and samples. */
    private static final class Sums {
        private double seen;
        private double wanted;
        private double seenSquares;
        private double wantedSquares;
        private double products;
        private double largest;
        private double events;
        private long clipped;
        private long saturated;
        private long silent;

        void add(double r, double a, double threshold) {
            seen += r;
            wanted += a;
            seenSquares += r * r;
            wantedSquares += a * a;
            products += r * a;
            largest = Math.max(largest, Math.abs(r - a));
            clipped += Math.abs(a) > threshold ? 1 : 0;
            saturated += Math.abs(r) >= FULL * threshold ? 1 : 0;
        }

        LayerFit fit(double threshold, int neurons, int samples) {
            double values = (double) neurons * samples;
            double covariance = products / values - seen / values * (wanted / values);
            double seenVariance = seenSquares / values - Math.pow(seen / values, 2);
            double wantedVariance = wantedSquares / values - Math.pow(wanted / values, 2);
            double spread = Math.sqrt(Math.max(0, seenVariance) * Math.max(0, wantedVariance));
            return new LayerFit(
                    spread <= 0 ? 0 : Math.clamp(covariance / spread, -1, 1),
                    (seen - wanted) / values / threshold,
                    largest / threshold,
                    clipped / values,
                    silent / (double) neurons,
                    saturated / values,
                    events / values);
        }
    }
}
