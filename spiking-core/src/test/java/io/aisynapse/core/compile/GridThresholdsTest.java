package io.aisynapse.core.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.chip.ChipProfiles;
import io.aisynapse.core.neuron.Coding;
import io.aisynapse.core.neuron.NeuronModel;
import io.aisynapse.core.neuron.Transfer;
import io.aisynapse.core.program.Stage;
import io.aisynapse.core.snn.Kernel;
import io.aisynapse.core.snn.Projection;
import io.aisynapse.core.snn.SnnGraph;
import io.aisynapse.core.snn.SnnNode;
import io.aisynapse.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GridThresholdsTest {
    private static final int INPUTS = 60;
    private static final int NEURONS = 8;

    /** Weights of seven bits by one scale, as a model quantised by tensor has: no channel need reach the largest. */
    @Test
    void weightsOfAQuantisedLayerAreMultiplesOfOneMantissa() {
        for (int seed = 0; seed < 10; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            double scale = random.nextDouble(0.001, 0.01);
            int[] q = new int[INPUTS * NEURONS];
            float[] weight = new float[q.length];
            for (int i = 0; i < q.length; i++) {
                int most = 20 + 12 * (i % NEURONS);
                q[i] = random.nextInt(-most, most + 1);
                weight[i] = (float) (q[i] * scale);
            }
            Stage.Population layer = (Stage.Population) Compiler.compile(
                            network(weight), ChipProfiles.named("generic").orElseThrow(), 8)
                    .stages()
                    .get(2);
            byte[] mantissa = layer.synapses().getFirst().kernel().weight();
            for (int i = 0; i < q.length; i++) {
                int c = i % NEURONS;
                double unit = Math.scalb(1.0, layer.membranes().exponent()[c])
                        / layer.membranes().threshold()[c];
                assertEquals(weight[i], mantissa[i] * unit, Math.abs(weight[i]) * 4e-4, "seed " + seed);
                assertTrue(q[i] == 0 || mantissa[i] % q[i] == 0, "%d for %d".formatted(mantissa[i], q[i]));
            }
        }
    }

    private static SnnGraph network(float[] weight) {
        Shape from = Shape.vector(INPUTS);
        Shape to = Shape.vector(NEURONS);
        float[] ones = new float[INPUTS * INPUTS];
        for (int i = 0; i < INPUTS; i++) {
            ones[i * INPUTS + i] = 1;
        }
        NeuronModel levels = new NeuronModel(255, 1, false, new Transfer.Levels(1, 0, 255));
        float[] worthFrom = new float[INPUTS];
        float[] worthTo = new float[NEURONS];
        Arrays.fill(worthFrom, 1);
        Arrays.fill(worthTo, 1);
        return new SnnGraph(
                Coding.DIFFERENTIAL,
                0,
                List.of(
                        new SnnNode.Input("input", from, 1.0 / 127, 127),
                        new SnnNode.Population(
                                "first",
                                from,
                                List.of(new Projection(0, new Kernel.Dense(INPUTS, INPUTS, ones))),
                                new float[INPUTS],
                                worthFrom,
                                levels),
                        new SnnNode.Population(
                                "layer",
                                to,
                                List.of(new Projection(1, new Kernel.Dense(INPUTS, NEURONS, weight))),
                                new float[NEURONS],
                                worthTo,
                                levels),
                        new SnnNode.Readout(
                                "readout",
                                Shape.vector(1),
                                List.of(new Projection(2, new Kernel.Dense(NEURONS, 1, worthTo))),
                                new float[1])));
    }
}
