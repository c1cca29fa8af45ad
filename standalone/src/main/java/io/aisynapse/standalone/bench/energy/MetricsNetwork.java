package io.aisynapse.standalone.bench.energy;

import io.aisynapse.core.neuron.Firing;
import io.aisynapse.core.neuron.LeakyMembrane;
import io.aisynapse.core.snn.Kernel;
import io.aisynapse.core.snn.Projection;
import io.aisynapse.core.snn.SnnGraph;
import io.aisynapse.core.snn.SnnNode;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.Window;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A small network that torch and Keras can run as well, number for number: levels that change from tick to tick, a
 * convolution and two dense layers of random weights of which some are 0, neurons without leak that are reset by
 * subtraction.
 */
final class MetricsNetwork {
    static final int TIME_STEPS = 12;
    static final Shape INPUT = new Shape(2, 6, 6);

    private static final int CHANNELS = 4;
    private static final int HIDDEN = 20;
    private static final int OUTPUTS = 5;
    private static final int LARGEST_LEVEL = 3;
    private static final Window THREE = new Window(new Window.Extent(3, 1, 1, 1, 1), new Window.Extent(3, 1, 1, 1, 1));

    private final SplittableRandom random;

    private MetricsNetwork(long seed) {
        this.random = new SplittableRandom(seed);
    }

    static SnnGraph of(long seed) {
        return new MetricsNetwork(seed).build();
    }

    /** Dense layers alone and levels of 0 and 1: then an average rate prices exactly what happened. */
    static SnnGraph dense(long seed) {
        return new MetricsNetwork(seed).buildDense();
    }

    private SnnGraph buildDense() {
        Kernel first = new Kernel.Dense(INPUT.size(), HIDDEN, weights(INPUT.size() * HIDDEN, 0.1));
        Kernel last = new Kernel.Dense(HIDDEN, OUTPUTS, weights(HIDDEN * OUTPUTS, 0.5));
        return new SnnGraph(List.of(
                new SnnNode.Input("input", INPUT, new double[] {1, 1}, 1, true),
                neurons("dense", Shape.vector(HIDDEN), new Projection(0, first)),
                new SnnNode.Readout(
                        "answer", Shape.vector(OUTPUTS), List.of(new Projection(1, last)), new float[OUTPUTS])));
    }

    private SnnGraph build() {
        Shape maps = new Shape(CHANNELS, INPUT.height(), INPUT.width());
        Shape hidden = Shape.vector(HIDDEN);
        Kernel convolution = new Kernel.Convolution(
                INPUT.channels(), CHANNELS, 1, THREE, weights(CHANNELS * INPUT.channels() * 9, 0.12));
        Kernel dense = new Kernel.Dense(maps.size(), HIDDEN, weights(maps.size() * HIDDEN, 0.06));
        Kernel last = new Kernel.Dense(HIDDEN, OUTPUTS, weights(HIDDEN * OUTPUTS, 0.5));
        return new SnnGraph(List.of(
                new SnnNode.Input("input", INPUT, new double[] {1, 1}, LARGEST_LEVEL, true),
                neurons("conv", maps, new Projection(0, convolution)),
                neurons("dense", hidden, new Projection(1, dense)),
                new SnnNode.Readout(
                        "answer", Shape.vector(OUTPUTS), List.of(new Projection(2, last)), new float[OUTPUTS])));
    }

    private static SnnNode neurons(String name, Shape shape, Projection projection) {
        Firing firing = Firing.subtracting(shape.size(), 1);
        LeakyMembrane whole = LeakyMembrane.uniform(shape.size(), 1, 0);
        return new SnnNode.LeakyPopulation(
                name, shape, List.of(projection), new float[shape.channels()], whole, firing);
    }

    /**
     * So small that no membrane keeps more than its threshold after a spike: snnTorch would subtract it a second time.
     */
    private float[] weights(int count, double largest) {
        float[] weights = new float[count];
        for (int i = 0; i < count; i++) {
            weights[i] = random.nextInt(10) < 3 ? 0 : (float) random.nextDouble(-0.7 * largest, largest);
        }
        return weights;
    }

    /** Mostly silence, some levels of 1; every third tick also larger ones. */
    static float[][] samples(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] samples = new float[count][TIME_STEPS * INPUT.size()];
        for (float[] sample : samples) {
            for (int i = 0; i < sample.length; i++) {
                boolean graded = i / INPUT.size() % 3 == 0;
                sample[i] = random.nextInt(10) < 7 ? 0 : graded ? random.nextInt(1, LARGEST_LEVEL + 1) : 1;
            }
        }
        return samples;
    }
}
