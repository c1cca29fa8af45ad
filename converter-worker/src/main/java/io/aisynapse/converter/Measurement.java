package io.aisynapse.converter;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnRunner;
import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.RunOptions;
import io.aisynapse.core.engine.Strategy;
import io.aisynapse.core.kernel.SynapseKernels;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.reference.ReferenceModel;
import java.util.Arrays;
import java.util.List;

/** Runs the calibration samples through the original, the folded and the spiking network. */
final class Measurement {
    private final byte[] model;
    private final AnnGraph original;
    private final Calibration calibration;

    Measurement(byte[] model, AnnGraph original, Calibration calibration) {
        this.model = model;
        this.original = original;
        this.calibration = calibration;
    }

    ErrorBudget measure(AnnGraph simplified, CoreProgram program, int threads) {
        double[][] wanted = originalLogits();
        return new ErrorBudget(
                wanted.length,
                List.of(
                        compare("original", wanted, wanted),
                        compare("folded", answers(simplified, foldedLogits(simplified)), wanted),
                        compare("spiking", answers(simplified, spikingLogits(program, threads)), wanted)));
    }

    private ErrorBudget.Stage compare(String name, double[][] logits, double[][] wanted) {
        return ErrorBudget.compare(
                name, logits, wanted, calibration.labels(), original.tail().classification());
    }

    /** What runs on decoded values is a part of the answer, as it is of the original's. */
    private static double[][] answers(AnnGraph simplified, double[][] logits) {
        double[][] answers = new double[logits.length][];
        Arrays.setAll(answers, sample -> simplified.tail().apply(logits[sample]));
        return answers;
    }

    private double[][] originalLogits() {
        String tensor = original.output().tensor();
        String logits = tensor.isEmpty() ? original.referenceOutput() : tensor;
        float[][] samples = calibration.samples();
        double[][] result = new double[samples.length][];
        try (ReferenceModel reference = ReferenceModel.open(model, original.input(), List.of(logits))) {
            for (int s = 0; s < samples.length; s++) {
                result[s] = widened(reference.run(samples[s])[0]);
            }
        }
        return result;
    }

    private double[][] foldedLogits(AnnGraph simplified) {
        AnnRunner runner = new AnnRunner(simplified);
        int last = simplified.nodes().size() - 1;
        float[][] samples = calibration.samples();
        double[][] result = new double[samples.length][];
        for (int s = 0; s < samples.length; s++) {
            result[s] = widened(runner.run(samples[s])[last]);
        }
        return result;
    }

    private double[][] spikingLogits(CoreProgram program, int threads) {
        return new Engine(program, new RunOptions(threads, SynapseKernels.fastest(), Strategy.LAYER_BY_LAYER))
                .run(calibration.samples()).stream()
                        .map(result -> result.outputs())
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
