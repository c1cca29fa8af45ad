package io.aisynapse.core.tune;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.convert.LayerStatistics;
import io.aisynapse.core.convert.RateConverted;
import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.RunOptions;
import io.aisynapse.core.engine.SampleResult;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.tensor.Shape;
import java.util.Arrays;

/**
 * Light bias correction on the integer network: layer by layer, with the layers before it already corrected and
 * spiking, {@code b_c += 0.7 · (mean activation − mean rate)} over samples and positions, a few rounds. It takes back
 * the mean error of clipping, of uneven spike trains and of rounded weights alike.
 *
 * <p>Source: Li 2021 (SNN_Calibration, "light pipeline"), applied after quantisation.
 */
public final class BiasCorrection {
    private static final int MOST_SAMPLES = 128;
    private static final int ROUNDS = 2;
    private static final double DAMPING = 0.7;

    private BiasCorrection() {}

    /**
     * @param graph the network that was converted
     * @param calibration samples, each flat in row-major order; the first 128 are run
     * @return the same program with other biases
     */
    public static CoreProgram correct(
            CoreProgram program, AnnGraph graph, RateConverted converted, float[][] calibration) {
        float[][] samples = Arrays.copyOf(calibration, Math.min(MOST_SAMPLES, calibration.length));
        MeanActivations wanted = MeanActivations.measure(graph, samples);
        CoreProgram corrected = program;
        for (LayerStatistics layer : converted.layers()) {
            for (int round = 0; round < ROUNDS; round++) {
                double[] rate = meanRates(corrected, layer.snnNode(), samples);
                double[] activation = wanted.of(layer.annNode(), layer.negated());
                double[] added = new double[rate.length];
                for (int channel = 0; channel < added.length; channel++) {
                    added[channel] = DAMPING * (activation[channel] / layer.thresholds()[channel] - rate[channel]);
                }
                corrected = corrected.withAddedBias(layer.snnNode(), added);
            }
        }
        return correctReadout(corrected, wanted.of(graph.nodes().size() - 1), samples);
    }

    /** Spikes a tick, by channel, averaged over samples and positions. */
    private static double[] meanRates(CoreProgram program, int stage, float[][] samples) {
        Engine engine = new Engine(program, RunOptions.defaults());
        Shape shape = program.stages().get(stage).shape();
        long[] spikes = Arrays.stream(samples)
                .parallel()
                .map(sample -> byChannel(engine.spikeCounts(sample, stage), shape))
                .reduce(new long[shape.channels()], BiasCorrection::sum);
        double runs = (double) program.timeSteps() * samples.length * shape.plane();
        return Arrays.stream(spikes).mapToDouble(count -> count / runs).toArray();
    }

    private static long[] byChannel(int[] counts, Shape shape) {
        long[] sums = new long[shape.channels()];
        for (int i = 0; i < counts.length; i++) {
            sums[i / shape.plane()] += counts[i];
        }
        return sums;
    }

    private static long[] sum(long[] left, long[] right) {
        long[] sum = left.clone();
        Arrays.setAll(sum, channel -> left[channel] + right[channel]);
        return sum;
    }

    private static CoreProgram correctReadout(CoreProgram program, double[] wanted, float[][] samples) {
        double[] added = wanted.clone();
        Shape shape = program.readout().shape();
        for (SampleResult result : new Engine(program, RunOptions.defaults()).run(samples)) {
            for (int i = 0; i < shape.size(); i++) {
                added[i / shape.plane()] -= result.outputs()[i] / samples.length / shape.plane();
            }
        }
        return program.withAddedBias(program.stages().size() - 1, added);
    }
}
