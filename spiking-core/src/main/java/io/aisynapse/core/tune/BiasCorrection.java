package io.aisynapse.core.tune;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.convert.LayerStatistics;
import io.aisynapse.core.convert.LayerStatistics.Part;
import io.aisynapse.core.convert.SpikingConverted;
import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.RunOptions;
import io.aisynapse.core.engine.SampleResult;
import io.aisynapse.core.engine.StagewiseRun;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.program.Stage;
import io.aisynapse.core.tensor.Shape;
import java.util.Arrays;

/**
 * Light bias correction on the integer network: layer by layer, with the layers before it already corrected and
 * spiking, {@code b_c += 0.7 · (mean activation − mean decoded value)} over samples and positions, a few rounds. It
 * takes back the mean error of clipping, of uneven spike trains and of rounded weights alike.
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
        return correct(program, graph, converted, calibration, true);
    }

    /** As {@link #correct}, for a reader that takes the mean over all ticks. */
    public static CoreProgram correctOverAllTicks(
            CoreProgram program, AnnGraph graph, SpikingConverted converted, float[][] calibration) {
        return correct(program, graph, converted, calibration, false);
    }

    private static CoreProgram correct(
            CoreProgram program,
            AnnGraph graph,
            SpikingConverted converted,
            float[][] calibration,
            boolean choosesWindow) {
        float[][] samples = Arrays.copyOf(calibration, Math.min(MOST_SAMPLES, calibration.length));
        MeanActivations wanted = MeanActivations.measure(graph, samples);
        StagewiseRun run = new StagewiseRun(program, samples);
        CoreProgram corrected = program;
        for (LayerStatistics layer : converted.layers()) {
            int stage = layer.snnNode();
            for (int round = 0; round < ROUNDS; round++) {
                double[] added =
                        lack(run, layer, wanted, program.stages().get(stage).shape());
                corrected = corrected.withAddedBias(stage, added);
                run.useBias(stage, biasOf(corrected, stage));
            }
        }
        if (choosesWindow) {
            corrected = ReadoutWindow.choose(corrected, samples, wanted.logits());
        }
        return correctReadout(corrected, wanted.of(graph.nodes().size() - 1, Part.WHOLE), samples);
    }

    private static long[] biasOf(CoreProgram program, int stage) {
        return ((Stage.Population) program.stages().get(stage)).membranes().bias();
    }

    /** By channel, what the mean decoded value of a population lacks, damped, in its events. */
    private static double[] lack(StagewiseRun run, LayerStatistics layer, MeanActivations wanted, Shape shape) {
        double[][] bySample = run.means(layer.snnNode());
        double[] activation = wanted.of(layer.annNode(), layer.part());
        double[] lack = new double[shape.channels()];
        for (double[] means : bySample) {
            double[] channels = byChannel(means, shape);
            Arrays.setAll(lack, c -> lack[c] - DAMPING * channels[c] / bySample.length);
        }
        Arrays.setAll(lack, c -> lack[c] + DAMPING * activation[c] / layer.eventValues()[c]);
        return lack;
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
