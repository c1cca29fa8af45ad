package io.aisynapse.core.tune;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.convert.LayerStatistics;
import io.aisynapse.core.convert.LayerStatistics.Part;
import io.aisynapse.core.convert.SpikingConverted;
import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.RunOptions;
import io.aisynapse.core.engine.SampleResult;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.tensor.Shape;
import java.util.Arrays;

/**
 * Light bias correction on the integer network: layer by layer, with the layers before it already corrected and
 * spiking, {@code b_c += 0.7 · (mean activation − mean decoded value)} over samples and positions, a few rounds. It takes back
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
            CoreProgram program, AnnGraph graph, SpikingConverted converted, float[][] calibration) {
        float[][] samples = Arrays.copyOf(calibration, Math.min(MOST_SAMPLES, calibration.length));
        MeanActivations wanted = MeanActivations.measure(graph, samples);
        CoreProgram corrected = program;
        for (LayerStatistics layer : converted.layers()) {
            for (int round = 0; round < ROUNDS; round++) {
                double[] mean = means(corrected, layer.snnNode(), samples);
                double[] activation = wanted.of(layer.annNode(), layer.part());
                double[] added = new double[mean.length];
                for (int channel = 0; channel < added.length; channel++) {
                    added[channel] = DAMPING * (activation[channel] / layer.eventValues()[channel] - mean[channel]);
                }
                corrected = corrected.withAddedBias(layer.snnNode(), added);
            }
        }
        corrected = ReadoutWindow.choose(corrected, samples, wanted.logits());
        return correctReadout(corrected, wanted.of(graph.nodes().size() - 1, Part.WHOLE), samples);
    }

    /** Decoded values in events, by channel, averaged over samples and positions. */
    private static double[] means(CoreProgram program, int stage, float[][] samples) {
        Engine engine = new Engine(program, RunOptions.defaults());
        Shape shape = program.stages().get(stage).shape();
        double[][] bySample = Arrays.stream(samples)
                .parallel()
                .map(sample -> byChannel(engine.means(sample, stage), shape))
                .toArray(double[][]::new);
        double[] means = new double[shape.channels()];
        for (double[] each : bySample) {
            Arrays.setAll(means, c -> means[c] + each[c] / samples.length);
        }
        return means;
    }

    private static double[] byChannel(double[] values, Shape shape) {
        double[] means = new double[shape.channels()];
        for (int i = 0; i < values.length; i++) {
            means[i / shape.plane()] += values[i] / shape.plane();
        }
        return means;
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
