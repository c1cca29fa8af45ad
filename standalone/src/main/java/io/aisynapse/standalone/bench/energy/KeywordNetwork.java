package io.aisynapse.standalone.bench.energy;

import io.aisynapse.core.neuron.Firing;
import io.aisynapse.core.neuron.LeakyMembrane;
import io.aisynapse.core.snn.Kernel;
import io.aisynapse.core.snn.Projection;
import io.aisynapse.core.snn.SnnGraph;
import io.aisynapse.core.snn.SnnNode;
import io.aisynapse.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The sizes of the keyword spotter of Blouw et al. 2019: 390 inputs, two layers of 256 neurons, 29 outputs. Its weights
 * are not published with the paper, so these are random; a bias keeps the neurons at a given mean rate.
 */
final class KeywordNetwork {
    static final int INPUTS = 390;

    /** A window of input is presented for so many ticks, as in the authors' example for Nengo Loihi. */
    static final int TICKS = 10;

    private static final int HIDDEN = 256;
    private static final int OUTPUTS = 29;
    private static final int LEVELS = 127;

    private KeywordNetwork() {}

    /** @param rate spikes of a neuron in a tick, on average */
    static SnnGraph of(double rate, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Shape inputs = Shape.vector(INPUTS);
        Shape hidden = Shape.vector(HIDDEN);
        return new SnnGraph(List.of(
                new SnnNode.Input("window", inputs, filledSteps(), LEVELS, false),
                layer("layer 1", hidden, new Projection(0, dense(random, INPUTS, HIDDEN, 1.0 / LEVELS)), rate, random),
                layer("layer 2", hidden, new Projection(1, dense(random, HIDDEN, HIDDEN, 1)), rate, random),
                new SnnNode.Readout(
                        "characters",
                        Shape.vector(OUTPUTS),
                        List.of(new Projection(2, dense(random, HIDDEN, OUTPUTS, 1))),
                        new float[OUTPUTS])));
    }

    private static double[] filledSteps() {
        double[] steps = new double[INPUTS];
        Arrays.fill(steps, 1.0 / LEVELS);
        return steps;
    }

    private static SnnNode layer(
            String name, Shape shape, Projection projection, double rate, SplittableRandom random) {
        float[] bias = new float[shape.size()];
        Arrays.fill(bias, (float) rate);
        float[] start = new float[shape.size()];
        for (int i = 0; i < start.length; i++) {
            start[i] = random.nextFloat();
        }
        LeakyMembrane whole = LeakyMembrane.uniform(shape.size(), 1, 0);
        LeakyMembrane membrane = new LeakyMembrane(whole.voltageKeep(), whole.currentKeep(), whole.leak(), start);
        return new SnnNode.LeakyPopulation(
                name, shape, List.of(projection), bias, membrane, Firing.subtracting(shape.size(), 1));
    }

    /**
     * Of mean 0, small beside the bias.
     *
     * @param unit what an event of 1 is worth
     */
    private static Kernel dense(SplittableRandom random, int inputs, int outputs, double unit) {
        float[] weights = new float[inputs * outputs];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) (random.nextDouble(-1, 1) * unit / inputs);
        }
        return new Kernel.Dense(inputs, outputs, weights);
    }

    static float[] window(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] window = new float[INPUTS];
        for (int i = 0; i < window.length; i++) {
            window[i] = (float) random.nextDouble(-1, 1);
        }
        return window;
    }
}
