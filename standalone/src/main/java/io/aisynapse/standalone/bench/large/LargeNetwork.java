package io.aisynapse.standalone.bench.large;

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
 * Leaky neurons on a line, four exciting to one inhibiting, each with synapses of its own to neurons drawn among the
 * thousand on either side; a drive just above the threshold keeps them firing. No weight is shared. Constants as in the
 * CUBA network, in ticks of 1 ms, without synaptic currents; what nobody published is that it is local.
 */
final class LargeNetwork {
    private static final int REACH = 1000;
    private static final int READ_NEURONS = 1000;
    private static final double MEMBRANE_TICKS = 20;
    private static final double DRIVE = 1.1;
    private static final double EXCITING = 0.02;
    private static final double INHIBITING = -0.1;
    private static final int REFRACTORY_TICKS = 5;

    private LargeNetwork() {}

    /** Potentials in units of the threshold; the readout's answer is the rate of the first thousand neurons. */
    static SnnGraph of(int neurons, int synapsesEach, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Shape line = Shape.vector(neurons);
        LeakyMembrane membrane = new LeakyMembrane(
                filled(neurons, 1 - 1 / MEMBRANE_TICKS),
                new float[][] {new float[neurons]},
                filled(neurons, DRIVE / MEMBRANE_TICKS),
                start(neurons, random));
        Firing firing = new Firing(filled(neurons, 1), Firing.Reset.TO_VALUE, new float[neurons], REFRACTORY_TICKS);
        Projection back = new Projection(1, synapses(neurons, synapsesEach, random), 1);
        return new SnnGraph(List.of(
                new SnnNode.Input("nothing", Shape.vector(1), 1, 1),
                new SnnNode.LeakyPopulation("neurons", line, List.of(back), new float[neurons], membrane, firing),
                new SnnNode.Readout("rate", Shape.vector(1), List.of(new Projection(1, read(neurons))), new float[1])));
    }

    /** Evenly spread: a stretch of the neighbourhood for each synapse, in which its target is drawn. */
    private static Kernel synapses(int neurons, int each, SplittableRandom random) {
        int[] start = new int[neurons + 1];
        int[] target = new int[Math.multiplyExact(neurons, each)];
        float[] weight = new float[target.length];
        int stretch = Math.max(1, 2 * REACH / each);
        int span = stretch * each;
        int size = 0;
        for (int i = 0; i < neurons; i++) {
            int low = Math.clamp(i - span / 2, 0, Math.max(0, neurons - span));
            float strength = (float) (i % 5 == 0 ? INHIBITING : EXCITING);
            for (int k = 0; k < each; k++) {
                target[size] = low + k * stretch + random.nextInt(stretch);
                weight[size++] = strength;
            }
            start[i + 1] = size;
        }
        return new Kernel.Sparse(neurons, neurons, start, target, weight);
    }

    private static Kernel read(int neurons) {
        int read = Math.min(READ_NEURONS, neurons);
        int[] start = new int[neurons + 1];
        Arrays.setAll(start, i -> Math.min(i, read));
        return new Kernel.Sparse(neurons, 1, start, new int[read], filled(read, 1.0 / read));
    }

    private static float[] start(int neurons, SplittableRandom random) {
        float[] start = new float[neurons];
        for (int i = 0; i < neurons; i++) {
            start[i] = random.nextFloat();
        }
        return start;
    }

    private static float[] filled(int count, double value) {
        float[] values = new float[count];
        Arrays.fill(values, (float) value);
        return values;
    }
}
