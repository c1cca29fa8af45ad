package io.aisynapse.converter;

import io.aisynapse.converter.report.ErrorBudget;
import io.aisynapse.converter.report.StagedNetwork;
import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnGraph.ModelOutput;
import io.aisynapse.core.ann.AnnRunner;
import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.RunOptions;
import io.aisynapse.core.engine.SampleResult;
import io.aisynapse.core.engine.Strategy;
import io.aisynapse.core.kernel.SynapseKernels;
import io.aisynapse.core.onnx.CheckedModel;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.reference.AnswerModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs the measured samples through the original, the folded and the spiking network. */
final class Measurement {
    private final byte[] model;
    private final CheckedModel checked;
    private final AnnGraph folded;
    private final AnnGraph simplified;
    private final boolean hasRamps;
    private final CalibrationSet calibration;

    Measurement(PreparedModel prepared) {
        this.model = prepared.model();
        this.checked = prepared.checked();
        this.folded = prepared.folded();
        this.simplified = prepared.simplified();
        this.hasRamps = !prepared.replaced().isEmpty();
        this.calibration = prepared.calibration().measured();
    }

    ErrorBudget measure(ConvertedModel converted, int threads) {
        float[][] samples = calibration.samples();
        try (AnswerModel answers = AnswerModel.open(model, checked)) {
            double[][] wanted = new double[samples.length][];
            for (int s = 0; s < samples.length; s++) {
                wanted[s] = widened(answers.original(samples[s]));
            }
            List<ErrorBudget.Stage> stages = new ArrayList<>();
            stages.add(compare("original", wanted, wanted, answers));
            stages.add(compare("folded", answered(answers, logitsOf(folded)), wanted, answers));
            if (hasRamps) {
                double[][] ramps = answered(answers, logitsOf(simplified));
                stages.add(compare("functions as ramps", ramps, wanted, answers));
            }
            StagedNetwork network = new StagedNetwork(
                    simplified, converted.converted(), converted.target().timeSteps());
            network.stages(calibration.fed())
                    .forEach((name, values) ->
                            stages.add(compare(name, answered(answers, widened(values)), wanted, answers)));
            double[][] placed = answered(answers, spikingLogits(converted.placed(), threads));
            stages.add(compare("spiking, biases as folded", placed, wanted, answers));
            double[][] spiking = answered(answers, spikingLogits(converted.program(), threads));
            stages.add(compare("spiking", spiking, wanted, answers));
            return new ErrorBudget(samples.length, stages);
        }
    }

    /** What the readouts stand for: themselves, or what a hybrid's remainder makes of them. */
    private double[][] answered(AnswerModel answers, double[][] readouts) {
        float[][] fed = calibration.fed();
        double[][] answered = new double[readouts.length][];
        for (int s = 0; s < readouts.length; s++) {
            answered[s] = answers.answer(readouts[s], fed[s]);
        }
        return answered;
    }

    /** Of several outputs those are compared that a class is read from, when there is one. */
    private ErrorBudget.Stage compare(String name, double[][] logits, double[][] wanted, AnswerModel answers) {
        boolean classification = checked.graph().tail().classification();
        return classification
                ? ErrorBudget.compare(
                        name, part(logits, answers.part()), part(wanted, answers.part()), calibration.labels(), true)
                : ErrorBudget.compare(name, logits, wanted, calibration.labels(), false);
    }

    private static double[][] part(double[][] rows, ModelOutput part) {
        double[][] parts = new double[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            parts[i] = Arrays.copyOfRange(rows[i], part.from(), part.from() + part.size());
        }
        return parts;
    }

    private double[][] logitsOf(AnnGraph network) {
        AnnRunner runner = new AnnRunner(network);
        int last = network.nodes().size() - 1;
        float[][] samples = calibration.fed();
        double[][] result = new double[samples.length][];
        for (int s = 0; s < samples.length; s++) {
            result[s] = widened(runner.run(samples[s])[last]);
        }
        return result;
    }

    private double[][] spikingLogits(CoreProgram program, int threads) {
        return new Engine(program, new RunOptions(threads, SynapseKernels.fastest(), Strategy.LAYER_BY_LAYER))
                .run(calibration.fed()).stream().map(SampleResult::outputs).toArray(double[][]::new);
    }

    private static double[][] widened(float[][] rows) {
        return Arrays.stream(rows).map(Measurement::widened).toArray(double[][]::new);
    }

    private static double[] widened(float[] values) {
        double[] result = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = values[i];
        }
        return result;
    }
}
