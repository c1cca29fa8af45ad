package io.aisynapse.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums of weights times large values in float lanes, where all sums are integers below 2^24 and so exact: floats are
 * multiplied several times as fast as ints.
 */
final class VectorFloatRows {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, FLOATS.vectorShape());
    private static final int LANES = FLOATS.length();

    private VectorFloatRows() {}

    /** Adds a run's weights times values of all events of a group. */
    static void add(int[] charge, float[] weight, int stride, Events events, EventGroup group) {
        int[] neurons = events.neurons();
        int o = 0;
        for (; o <= group.length - 4 * LANES; o += 4 * LANES) {
            int base = group.offset + o - group.first * stride;
            FloatVector a = FloatVector.zero(FLOATS);
            FloatVector b = FloatVector.zero(FLOATS);
            FloatVector c = FloatVector.zero(FLOATS);
            FloatVector d = FloatVector.zero(FLOATS);
            for (int e = group.from; e < group.to; e++) {
                int w = neurons[e] * stride + base;
                FloatVector value = FloatVector.broadcast(FLOATS, events.value(e));
                a = a.add(FloatVector.fromArray(FLOATS, weight, w).mul(value));
                b = b.add(FloatVector.fromArray(FLOATS, weight, w + LANES).mul(value));
                c = c.add(FloatVector.fromArray(FLOATS, weight, w + 2 * LANES).mul(value));
                d = d.add(FloatVector.fromArray(FLOATS, weight, w + 3 * LANES).mul(value));
            }
            int at = group.at + o;
            addTo(charge, at, a);
            addTo(charge, at + LANES, b);
            addTo(charge, at + 2 * LANES, c);
            addTo(charge, at + 3 * LANES, d);
        }
        for (; o <= group.length - LANES; o += LANES) {
            int base = group.offset + o - group.first * stride;
            FloatVector a = FloatVector.zero(FLOATS);
            for (int e = group.from; e < group.to; e++) {
                a = a.add(FloatVector.fromArray(FLOATS, weight, neurons[e] * stride + base)
                        .mul(events.value(e)));
            }
            addTo(charge, group.at + o, a);
        }
        for (; o < group.length; o++) {
            int base = group.offset + o - group.first * stride;
            int sum = 0;
            for (int e = group.from; e < group.to; e++) {
                sum += (int) weight[neurons[e] * stride + base] * events.value(e);
            }
            charge[group.at + o] += sum;
        }
    }

    private static void addTo(int[] charge, int at, FloatVector sum) {
        IntVector ints = (IntVector) sum.convertShape(VectorOperators.F2I, INTS, 0);
        IntVector.fromArray(INTS, charge, at).add(ints).intoArray(charge, at);
    }
}
