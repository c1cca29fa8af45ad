package io.aisynapse.core.tune;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnPasses;
import io.aisynapse.core.ann.AnnRunner;
import io.aisynapse.core.chip.ChipProfiles;
import io.aisynapse.core.compile.Compiler;
import io.aisynapse.core.convert.Scheme;
import io.aisynapse.core.convert.SpikingConversion;
import io.aisynapse.core.convert.SpikingConverted;
import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.RunOptions;
import io.aisynapse.core.engine.SampleResult;
import io.aisynapse.core.onnx.GateLimits;
import io.aisynapse.core.onnx.OnnxGate;
import io.aisynapse.core.onnx.OnnxImporter;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.test.TrainedModel;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trained models on real samples, over the whole path at T = 32 on loihi-1. */
class FidelityTest {
    private static final int TIME_STEPS = 32;
    private static final int CALIBRATION_SAMPLES = 256;

    /** Agreement with the original, and how far accuracy may fall, in per cent and points. */
    @ParameterizedTest
    @CsvSource({
        "DIGITS_SKLEARN_RELU, 99, 0.5",
        "MNIST_MLP, 99, 0.5",
        "MNIST_MLP_FP16, 99, 0.5",
        "MNIST_CNN_BN_AVGPOOL, 99, 0.5",
        "MNIST_LENET_MAXPOOL, 99, 0.5",
        "FMNIST_CNN_SMALL, 96, 1"
    })
    void theSpikingNetworkAnswersAsTheOriginal(TrainedModel model, double leastAgreement, double mostFall) {
        AnnGraph graph =
                AnnPasses.simplify(OnnxImporter.importModel(OnnxGate.check(model.onnx(), GateLimits.defaults())));
        float[][] calibration = model.calibrationSamples(CALIBRATION_SAMPLES);
        SpikingConverted converted =
                SpikingConversion.calibrate(graph, calibration).convert(Scheme.RATE, TIME_STEPS);
        CoreProgram program =
                Compiler.compile(converted.snn(), ChipProfiles.named("loihi-1").orElseThrow(), TIME_STEPS);
        program = BiasCorrection.correct(program, graph, converted, calibration);

        float[][] samples = model.testSamples(Integer.MAX_VALUE);
        Score score = score(graph, program, samples, model.testLabels(samples.length));
        assertTrue(score.agreement() >= leastAgreement, "agreement " + score);
        assertTrue(score.original() - score.spiking() <= mostFall, "accuracy " + score);
    }

    /** Per cent of all samples. */
    private record Score(double original, double spiking, double agreement) {}

    private static Score score(AnnGraph graph, CoreProgram program, float[][] samples, long[] labels) {
        List<SampleResult> results = new Engine(program, RunOptions.defaults()).run(samples);
        AnnRunner runner = new AnnRunner(graph);
        int original = 0;
        int spiking = 0;
        int agreeing = 0;
        for (int i = 0; i < samples.length; i++) {
            float[] logits = runner.run(samples[i])[graph.nodes().size() - 1];
            int wanted = 0;
            int got = 0;
            for (int c = 1; c < logits.length; c++) {
                wanted = logits[c] > logits[wanted] ? c : wanted;
                got = results.get(i).outputs()[c] > results.get(i).outputs()[got] ? c : got;
            }
            original += wanted == labels[i] ? 1 : 0;
            spiking += got == labels[i] ? 1 : 0;
            agreeing += wanted == got ? 1 : 0;
        }
        double percent = 100.0 / samples.length;
        return new Score(original * percent, spiking * percent, agreeing * percent);
    }
}
