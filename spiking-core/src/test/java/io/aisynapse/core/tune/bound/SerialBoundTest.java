package io.aisynapse.core.tune.bound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnRunner;
import io.aisynapse.core.ann.pass.AnnPasses;
import io.aisynapse.core.chip.ChipProfiles;
import io.aisynapse.core.compile.Compiler;
import io.aisynapse.core.convert.Scheme;
import io.aisynapse.core.convert.SpikingConversion;
import io.aisynapse.core.convert.SpikingConverted;
import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.RandomNetworks;
import io.aisynapse.core.engine.RunOptions;
import io.aisynapse.core.engine.SampleResult;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.core.neuron.Coding;
import io.aisynapse.core.onnx.GateLimits;
import io.aisynapse.core.onnx.OnnxGate;
import io.aisynapse.core.onnx.OnnxImporter;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.snn.SnnGraph;
import io.aisynapse.core.tune.BiasCorrection;
import io.aisynapse.test.TrainedModel;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SerialBoundTest {
    private static final int NETWORKS = 500;

    @Test
    void holdsForEveryOutputOfRandomNetworks() {
        int held = 0;
        double closest = 0;
        for (int seed = 0; held < NETWORKS && seed < 20 * NETWORKS; seed++) {
            SnnGraph graph = RandomNetworks.network(seed);
            SplittableRandom random = new SplittableRandom(seed);
            Optional<CoreProgram> program = serial(graph, random.nextInt(1, 60));
            if (program.isPresent()) {
                float[] sample = RandomNetworks.sample(graph, random);
                closest = Math.max(closest, assertHolds(graph, program.get(), sample, "network " + seed));
                held++;
            }
        }
        assertEquals(NETWORKS, held);
        assertTrue(closest > 0.2, "no error came near its bound, the nearest was " + closest);
    }

    @ParameterizedTest
    @EnumSource(
            value = TrainedModel.class,
            names = {"DIGITS_SKLEARN_RELU", "MNIST_CNN_BN_AVGPOOL", "MNIST_LENET_MAXPOOL"})
    void holdsForTrainedModelsAndCertifiesOnlyEqualAnswers(TrainedModel model) {
        AnnGraph graph =
                AnnPasses.simplify(OnnxImporter.importModel(OnnxGate.check(model.onnx(), GateLimits.defaults())));
        float[][] calibration = model.calibrationSamples(64);
        SpikingConverted converted =
                SpikingConversion.calibrate(graph, calibration).convert(Scheme.SERIAL, 64);
        CoreProgram placed =
                Compiler.compile(converted.snn(), ChipProfiles.named("generic").orElseThrow(), 64);
        CoreProgram program = BiasCorrection.correct(placed, graph, converted, calibration);
        AnnRunner original = new AnnRunner(graph);
        SerialBound bound = new SerialBound(converted.snn(), program, Map.of());
        for (float[] sample : model.testSamples(20)) {
            assertHolds(converted.snn(), program, sample, model.name());
            float[][] all = original.run(sample);
            float[] exact = bound.of(sample).exact();
            for (int i = 0; i < exact.length; i++) {
                assertEquals(all[all.length - 1][i], exact[i], 1e-3 * Math.max(1, Math.abs(exact[i])));
            }
        }
    }

    private static Optional<CoreProgram> serial(SnnGraph graph, int timeSteps) {
        try {
            return graph.coding() != Coding.SERIAL
                    ? Optional.empty()
                    : Optional.of(Compiler.compile(
                            graph, ChipProfiles.named("generic").orElseThrow(), timeSteps));
        } catch (RejectedModelException tooLarge) {
            return Optional.empty();
        }
    }

    /** The largest share of a bound that an error came to; 0 where a membrane saturated. */
    private static double assertHolds(SnnGraph graph, CoreProgram program, float[] sample, String name) {
        SampleResult result = new Engine(program, RunOptions.defaults())
                .run(new float[][] {sample})
                .getFirst();
        if (result.counts().saturations() > 0) {
            return 0;
        }
        SerialBound.Bounded bounded = new SerialBound(graph, program, Map.of()).of(sample);
        double closest = 0;
        int best = 0;
        int exactBest = 0;
        for (int i = 0; i < bounded.exact().length; i++) {
            double error = Math.abs(result.outputs()[i] - bounded.exact()[i]);
            assertTrue(error <= bounded.error()[i], name + ": " + error + " above " + bounded.error()[i]);
            closest = Math.max(closest, bounded.error()[i] > 0 ? error / bounded.error()[i] : 0);
            best = result.outputs()[i] > result.outputs()[best] ? i : best;
            exactBest = bounded.exact()[i] > bounded.exact()[exactBest] ? i : exactBest;
        }
        assertTrue(!bounded.isCertain() || best == exactBest, name);
        return closest;
    }
}
