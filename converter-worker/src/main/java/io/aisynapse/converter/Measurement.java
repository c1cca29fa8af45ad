package io.aisynapse.converter;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnRunner;
import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.RunOptions;
import io.aisynapse.core.engine.Strategy;
import io.aisynapse.core.kernel.SynapseKernels;
import io.aisynapse.core.program.CoreProgram;
import java.util.Arrays;
import java.util.List;

/** Runs the measured samples through the original, the folded and the spiking network. */
final class Measurement {
    private final byte[] model;
    private final AnnGraph original;
    private final AnnGraph simplified;
    private final CalibrationSet calibration;

    Measurement(PreparedModel prepared) {
        this.model = prepared.model();
        this.original = prepared.original();
        this.simplified = prepared.simplified();
        this.calibration = prepared.calibration().measured();
    }

    ErrorBudget measure(CoreProgram program, int threads) {
        double[][] wanted = originalLogits(threads);
        return new ErrorBudget(
                wanted.length,
                List.of(
                        compare("original", wanted, wanted),
                        compare("folded", foldedLogits(), wanted),
                        compare("spiking", spikingLogits(program, threads), wanted)));
    }

    private ErrorBudget.Stage compare(String name, double[][] logits, double[][] wanted) {
        return ErrorBudget.compare(
                name, logits, wanted, calibration.labels(), original.tail().classification());
    }

    private double[][] originalLogits(int threads) {
        return Arrays.stream(OriginalAnswers.of(model, original, calibration.samples(), threads))
                .map(Measurement::widened)
                .toArray(double[][]::new);
    }

    private double[][] foldedLogits() {
        AnnRunner runner = new AnnRunner(simplified);
        int last = simplified.nodes().size() - 1;
        float[][] samples = calibration.samples();
        double[][] result = new double[samples.length][];
        for (int s = 0; s < samples.length; s++) {
            result[s] = simplified.tail().apply(widened(runner.run(samples[s])[last]));
        }
        return result;
    }

    private double[][] spikingLogits(CoreProgram program, int threads) {
        return new Engine(program, new RunOptions(threads, SynapseKernels.fastest(), Strategy.LAYER_BY_LAYER))
                .run(calibration.samples()).stream()
                        .map(result -> simplified.tail().apply(result.outputs()))
                        .toArray(double[][]::new);
    }

    private static double[] widened(float[] values) {
        double[] result = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = values[i];
        }
        return result;
    }
}
