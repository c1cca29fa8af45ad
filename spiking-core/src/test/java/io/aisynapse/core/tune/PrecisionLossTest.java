package io.aisynapse.core.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.chip.ChipProfiles;
import io.aisynapse.core.compile.Compiler;
import io.aisynapse.core.neuron.Decoding;
import io.aisynapse.core.neuron.Firing;
import io.aisynapse.core.neuron.LeakyMembrane;
import io.aisynapse.core.neuron.NeuronModel;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.snn.Kernel;
import io.aisynapse.core.snn.Projection;
import io.aisynapse.core.snn.SnnGraph;
import io.aisynapse.core.snn.SnnNode;
import io.aisynapse.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Integer neurons against the same equations in double precision. */
class PrecisionLossTest {
    private static final int NETWORKS = 30;
    private static final int TIME_STEPS = 60;

    @Test
    void lifAndCubaNetworksKeepTheirRatesAndPotentials() {
        for (String chip : List.of("generic", "loihi-1")) {
            double rate = 0;
            double answer = 0;
            double spikes = 0;
            for (int seed = 0; seed < NETWORKS; seed++) {
                SplittableRandom random = new SplittableRandom(seed);
                PrecisionLoss loss = measure(network(random, seed % 2 == 0), chip, random);
                for (PrecisionLoss.Layer layer : loss.layers()) {
                    assertEquals(layer.realRate(), layer.chipRate(), 0.01, chip + ", network " + seed);
                    rate += layer.rateError() / 2 / NETWORKS;
                    spikes += layer.realRate() / 2 / NETWORKS;
                }
                answer += loss.answerError() / NETWORKS;
            }
            assertTrue(spikes > 0.05, spikes + " spikes a neuron and tick are too few");
            assertTrue(rate < 0.01, rate + " on " + chip);
            assertTrue(answer < 0.05, answer + " on " + chip);
        }
    }

    /** With shares and weights that integers hold, nothing at all is lost. */
    @Test
    void nothingIsLostWhereIntegersHoldTheNetwork() {
        Shape one = Shape.vector(1);
        Kernel quarter = new Kernel.Dense(1, 1, new float[] {0.25f});
        SnnGraph graph = new SnnGraph(List.of(
                new SnnNode.Input("input", one, new double[] {1}, 7, true),
                new SnnNode.LeakyPopulation(
                        "neuron",
                        one,
                        List.of(new Projection(0, quarter), new Projection(1, quarter, 2)),
                        new float[1],
                        LeakyMembrane.uniform(1, 1, 0),
                        Firing.toZero(1, 1)),
                new SnnNode.Readout(
                        "readout",
                        one,
                        List.of(new Projection(1, new Kernel.Dense(1, 1, new float[] {1}))),
                        new float[1])));
        PrecisionLoss loss = measure(graph, "loihi-1", new SplittableRandom(1));
        assertEquals(0, loss.layers().getFirst().rateError());
        assertTrue(loss.layers().getFirst().realRate() > 0.03);
        assertEquals(0, loss.answerError(), 1e-12);
    }

    /** A level of the input is worth far less than a spike; with one scale for both it was lost (errors to 0.8). */
    @Test
    void aSkipFromTheInputIntoTheReadoutKeepsItsWeight() {
        for (int seed = 0; seed < 8; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            SnnGraph graph = residual(random, Math.scalb(1, seed));
            CoreProgram program =
                    Compiler.compile(graph, ChipProfiles.named("generic").orElseThrow(), 32);
            float[][] samples = new float[6][16];
            for (float[] sample : samples) {
                for (int i = 0; i < sample.length; i++) {
                    sample[i] = (float) random.nextDouble(-1, 1);
                }
            }
            double error = PrecisionLoss.measure(graph, program, samples).answerError();
            assertTrue(error < 0.03, "an answer error of %.3f with seed %d".formatted(error, seed));
        }
    }

    /** Input of 16 → 16 neurons → readout of 16, plus the input. */
    private static SnnGraph residual(SplittableRandom random, float size) {
        Shape shape = Shape.vector(16);
        float[] events = new float[16];
        Arrays.fill(events, 1);
        float[] skip = new float[16];
        Arrays.fill(skip, 1f / 127);
        Kernel input = dense(random, 16, 16, 0.5 / 127);
        float[] weight = ((Kernel.Dense) dense(random, 16, 16, 0.5)).weight();
        for (int i = 0; i < weight.length; i++) {
            weight[i] *= size;
        }
        return new SnnGraph(List.of(
                new SnnNode.Input("input", shape, 1.0 / 127, 127),
                new SnnNode.Population(
                        "hidden",
                        shape,
                        List.of(new Projection(0, input)),
                        new float[16],
                        events,
                        NeuronModel.binary()),
                new SnnNode.Readout(
                        "readout",
                        shape,
                        List.of(
                                new Projection(1, new Kernel.Dense(16, 16, weight)),
                                new Projection(0, new Kernel.Diagonal(skip))),
                        new float[16])));
    }

    private static PrecisionLoss measure(SnnGraph graph, String chip, SplittableRandom random) {
        CoreProgram program = Compiler.compile(graph, ChipProfiles.named(chip).orElseThrow(), TIME_STEPS);
        float[][] samples = new float[2][program.sampleSize()];
        for (float[] sample : samples) {
            for (int i = 0; i < sample.length; i++) {
                sample[i] = random.nextInt(4) == 0 ? 1 : 0;
            }
        }
        return PrecisionLoss.measure(graph, program, samples);
    }

    /** 20 input spike trains → 40 neurons → 30 recurrent ones → 5 potentials; time constants of 5 to 20 ticks. */
    private static SnnGraph network(SplittableRandom random, boolean cuba) {
        Shape first = Shape.vector(40);
        Shape second = Shape.vector(30);
        Shape last = Shape.vector(5);
        double[] steps = new double[20];
        Arrays.fill(steps, 1);
        return new SnnGraph(List.of(
                new SnnNode.Input("input", Shape.vector(20), steps, 1, true),
                population("first", first, List.of(new Projection(0, dense(random, 20, 40, 0.25))), random, cuba),
                population(
                        "second",
                        second,
                        List.of(
                                new Projection(1, dense(random, 40, 30, 0.3)),
                                new Projection(2, dense(random, 30, 30, 0.05), 1)),
                        random,
                        cuba),
                new SnnNode.Readout(
                        "readout",
                        last,
                        List.of(new Projection(2, dense(random, 30, 5, 0.2))),
                        new float[5],
                        new Decoding.Potential(LeakyMembrane.uniform(5, 0.9f, cuba ? 0.8f : 0), Decoding.Over.MEAN))));
    }

    private static SnnNode population(
            String name, Shape shape, List<Projection> projections, SplittableRandom random, boolean cuba) {
        int size = shape.size();
        float[] voltage = new float[size];
        float[] current = new float[size];
        for (int i = 0; i < size; i++) {
            voltage[i] = (float) (1 - 1 / random.nextDouble(5, 20));
            current[i] = cuba ? (float) (1 - 1 / random.nextDouble(2, 5)) : 0;
        }
        LeakyMembrane membrane = new LeakyMembrane(voltage, new float[][] {current}, new float[size], new float[size]);
        Firing firing = random.nextBoolean() ? Firing.subtracting(size, 1) : Firing.toZero(size, 1);
        return new SnnNode.LeakyPopulation(name, shape, projections, new float[size], membrane, firing);
    }

    private static Kernel dense(SplittableRandom random, int inputs, int outputs, double scale) {
        float[] weight = new float[inputs * outputs];
        for (int i = 0; i < weight.length; i++) {
            weight[i] = (float) (random.nextDouble(-0.7, 1) * scale);
        }
        return new Kernel.Dense(inputs, outputs, weight);
    }
}
