package io.aisynapse.core.engine.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.pass.AnnPasses;
import io.aisynapse.core.chip.ChipProfiles;
import io.aisynapse.core.compile.Compiler;
import io.aisynapse.core.convert.Scheme;
import io.aisynapse.core.convert.SpikingConversion;
import io.aisynapse.core.convert.SpikingConverted;
import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.RandomNetworks;
import io.aisynapse.core.engine.RunOptions;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.core.neuron.Coding;
import io.aisynapse.core.onnx.GateLimits;
import io.aisynapse.core.onnx.OnnxGate;
import io.aisynapse.core.onnx.OnnxImporter;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.program.Ranges;
import io.aisynapse.core.snn.SnnGraph;
import io.aisynapse.core.tune.BiasCorrection;
import io.aisynapse.test.TrainedModel;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The certificate of scheme serial: what spikes on the cores is the quantised network, count by count. */
class SerialCertificateTest {
    private static final int NETWORKS = 2000;

    @Test
    void randomSerialNetworksAreTheirQuantisedOnes() {
        int serial = 0;
        for (int seed = 0; serial < NETWORKS && seed < 4 * NETWORKS; seed++) {
            SnnGraph graph = RandomNetworks.network(seed);
            SplittableRandom random = new SplittableRandom(seed);
            Optional<CoreProgram> program = serial(graph, random.nextInt(1, 40));
            if (program.isPresent()) {
                serial++;
                assertCertified(program.get(), RandomNetworks.sample(graph, random), "network " + seed);
            }
        }
        assertTrue(serial >= NETWORKS, serial + " networks");
    }

    @ParameterizedTest
    @EnumSource(
            value = TrainedModel.class,
            names = {"DIGITS_SKLEARN_RELU", "MNIST_MLP", "MNIST_CNN_BN_AVGPOOL", "MNIST_LENET_MAXPOOL"})
    void trainedModelsAreTheirQuantisedOnes(TrainedModel model) {
        AnnGraph graph =
                AnnPasses.simplify(OnnxImporter.importModel(OnnxGate.check(model.onnx(), GateLimits.defaults())));
        float[][] calibration = model.calibrationSamples(64);
        SpikingConverted converted =
                SpikingConversion.calibrate(graph, calibration).convert(Scheme.SERIAL, 8);
        for (String chip : new String[] {"generic", "loihi-1"}) {
            CoreProgram placed =
                    Compiler.compile(converted.snn(), ChipProfiles.named(chip).orElseThrow(), 8);
            CoreProgram program = BiasCorrection.correct(placed, graph, converted, calibration);
            for (float[] sample : model.testSamples(3)) {
                assertCertified(program, sample, model + " on " + chip);
            }
        }
    }

    /** Nothing for another coding, and for a network whose charges may be too large for the chip. */
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

    private static void assertCertified(CoreProgram program, float[] sample, String name) {
        QuantisedNetwork quantised = new QuantisedNetwork(program, sample);
        int[][] spikes = new Engine(program, RunOptions.defaults()).spikeCounts(sample);
        for (int stage = 0; stage < spikes.length - 1; stage++) {
            long[] wanted = quantised.counts(stage);
            for (int i = 0; i < wanted.length; i++) {
                assertEquals(wanted[i], spikes[stage][i], name + ", stage " + stage);
            }
        }
        double[] outputs = new Engine(program, RunOptions.defaults())
                .run(new float[][] {sample})
                .getFirst()
                .outputs();
        long[] sums = quantised.counts(spikes.length - 1);
        for (int o = 0; o < sums.length; o++) {
            int channel = o / program.readout().shape().plane();
            double scale = program.readout().scale()[channel];
            double held = quantised.currents(spikes.length - 1, o) * scale / Ranges.BIAS_UNIT
                    + program.readout().bias()[channel];
            assertEquals(sums[o] * scale / program.timeSteps() + held, outputs[o], name);
        }
    }
}
