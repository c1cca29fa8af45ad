package io.aisynapse.standalone.bench.engine;

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
 * The balanced network that simulators are compared with: 3,200 exciting and 800 inhibiting neurons, each pair
 * connected with 2 %, synapses as currents that decay. Source: Vogels and Abbott 2005; Brette et al. 2007, benchmark
 * 2; the constants are those of Brian2's example. Potentials count from the reset at −60 mV, so the threshold is 10 mV,
 * and the leak drives to 11 mV. A spike takes effect a tick later.
 */
final class CubaNetwork {
    static final int NEURONS = 4000;
    static final double TICK_MILLIS = 0.1;

    private static final int EXCITING = 3200;
    private static final double CONNECTED = 0.02;
    private static final double MEMBRANE_MILLIS = 20;
    private static final double EXCITING_MILLIS = 5;
    private static final double INHIBITING_MILLIS = 10;
    private static final double REFRACTORY_MILLIS = 5;
    private static final float THRESHOLD_MILLIVOLTS = 10;
    private static final double REST_MILLIVOLTS = 11;
    private static final double EXCITING_MILLIVOLTS = 1.62;
    private static final double INHIBITING_MILLIVOLTS = -9;

    private CubaNetwork() {}

    /** Its readout's answer is the number of spikes of all neurons in a tick, on average. */
    static SnnGraph of(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Shape shape = Shape.vector(NEURONS);
        double step = TICK_MILLIS / MEMBRANE_MILLIS;
        Kernel exciting = synapses(random, 0, EXCITING, (float) (EXCITING_MILLIVOLTS * step));
        Kernel inhibiting = synapses(random, EXCITING, NEURONS, (float) (INHIBITING_MILLIVOLTS * step));
        LeakyMembrane membrane = new LeakyMembrane(
                filled(1 - step),
                new float[][] {
                    filled(Math.exp(-TICK_MILLIS / EXCITING_MILLIS)), filled(Math.exp(-TICK_MILLIS / INHIBITING_MILLIS))
                },
                filled(REST_MILLIVOLTS * step),
                start(random));
        Firing firing = new Firing(filled(THRESHOLD_MILLIVOLTS), Firing.Reset.TO_VALUE, new float[NEURONS], (int)
                Math.round(REFRACTORY_MILLIS / TICK_MILLIS));
        float[] ones = filled(1);
        return new SnnGraph(List.of(
                new SnnNode.Input("nothing", Shape.vector(1), 1, 1),
                new SnnNode.LeakyPopulation(
                        "neurons",
                        shape,
                        List.of(new Projection(1, exciting, 1, 0), new Projection(1, inhibiting, 1, 1)),
                        new float[NEURONS],
                        membrane,
                        firing),
                new SnnNode.Readout(
                        "spikes",
                        Shape.vector(1),
                        List.of(new Projection(1, new Kernel.Dense(NEURONS, 1, ones))),
                        new float[1])));
    }

    /** Rows of the neurons {@code from ≤ i < to}; the others have no synapses. */
    private static Kernel synapses(SplittableRandom random, int from, int to, float weight) {
        int[] start = new int[NEURONS + 1];
        int[] target = new int[NEURONS];
        int size = 0;
        for (int i = 0; i < NEURONS; i++) {
            for (int o = 0; o < NEURONS && i >= from && i < to; o++) {
                if (random.nextDouble() < CONNECTED) {
                    target = size == target.length ? Arrays.copyOf(target, 2 * size) : target;
                    target[size++] = o;
                }
            }
            start[i + 1] = size;
        }
        float[] weights = new float[size];
        Arrays.fill(weights, weight);
        return new Kernel.Sparse(NEURONS, NEURONS, start, Arrays.copyOf(target, size), weights);
    }

    /** Evenly drawn between reset and threshold. */
    private static float[] start(SplittableRandom random) {
        float[] start = new float[NEURONS];
        for (int i = 0; i < NEURONS; i++) {
            start[i] = (float) random.nextDouble(THRESHOLD_MILLIVOLTS);
        }
        return start;
    }

    private static float[] filled(double value) {
        float[] values = new float[NEURONS];
        Arrays.fill(values, (float) value);
        return values;
    }
}
