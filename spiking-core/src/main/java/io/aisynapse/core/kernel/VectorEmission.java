package io.aisynapse.core.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * A tick of {@link DifferentialMembranes} in lanes of doubles. All values are integers below 2^53; where what a neuron
 * lacks might come near that, or a value is held at an end of its range, {@link ScalarEmission} takes over.
 */
final class VectorEmission {
    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS =
            VectorSpecies.of(int.class, VectorShape.forBitSize(Math.max(64, DOUBLES.vectorBitSize() / 2)));
    private static final int LANES = DOUBLES.length();

    /** Quotients of smaller values by integers have the right integers below them. */
    private static final double EXACT = 0x1p51;

    /** Added and taken away again it leaves the nearest integer of what is smaller than 2^51. */
    private static final double ROUNDING = 0x1.8p52;

    private VectorEmission() {}

    static void emit(DifferentialMembranes m, int[] charge, Events out) {
        out.reserve(m.count);
        int first = 0;
        for (; first <= m.count - DifferentialMembranes.BLOCK; first += DifferentialMembranes.BLOCK) {
            append(out, block(m, first, charge), first, m.event);
        }
        ScalarEmission.emit(m, first, m.count, charge, out);
    }

    /** Leaves the events in the membranes' block; one bit for each that is not 0. */
    private static long block(DifferentialMembranes m, int first, int[] charge) {
        int channel = first % m.channels;
        long spiked = 0;
        long moved = 0;
        long alone = 0;
        for (int k = 0; k < DifferentialMembranes.BLOCK; k += LANES) {
            int i = first + k;
            DoubleVector before = DoubleVector.fromArray(DOUBLES, m.state, i);
            IntVector charges = IntVector.fromArray(INTS, charge, i);
            DoubleVector state = ((DoubleVector) charges.convertShape(VectorOperators.I2D, DOUBLES, 0))
                    .mul(DoubleVector.fromArray(DOUBLES, m.scale, channel + k))
                    .mul(m.reciprocal)
                    .add(before);
            DoubleVector unit = DoubleVector.fromArray(DOUBLES, m.unit, channel + k);
            DoubleVector emitted = DoubleVector.fromArray(DOUBLES, m.emitted, i);
            DoubleVector raised =
                    wanted(m, state, channel + k).sub(emitted).mul(m.tick).add(unit.mul(0.5));
            DoubleVector event = floor(raised.div(unit));
            if (state.abs()
                    .compare(VectorOperators.GT, m.limit)
                    .or(event.abs().compare(VectorOperators.GT, m.largestEvent))
                    .or(raised.abs().compare(VectorOperators.GE, EXACT))
                    .anyTrue()) {
                spiked |= alone(m, k, i, charge) << k;
                alone |= (1L << LANES) - 1 << k;
                continue;
            }
            VectorMask<Double> spikes = event.abs().compare(VectorOperators.GE, m.least);
            state.intoArray(m.state, i);
            event.intoArray(m.event, k);
            emitted.add(event.mul(unit).mul(m.reciprocal * 0x1p-16), spikes).intoArray(m.emitted, i);
            spiked |= spikes.toLong() << k;
            moved |= charges.compare(VectorOperators.NE, 0).toLong() << k;
            if (m.tick == 1) {
                moved |= before.compare(VectorOperators.NE, 0).toLong() << k;
            }
        }
        m.active += Long.bitCount((spiked | moved) & ~alone);
        return spiked;
    }

    /** The clipped states. Java's largest of two doubles minds signs of zeros, which takes three times as long. */
    private static DoubleVector wanted(DifferentialMembranes m, DoubleVector state, int channel) {
        DoubleVector highest = DoubleVector.fromArray(DOUBLES, m.highest, channel);
        DoubleVector raised = state.blend(m.lowest, state.compare(VectorOperators.LT, m.lowest));
        return raised.blend(highest, raised.compare(VectorOperators.GT, highest));
    }

    private static DoubleVector floor(DoubleVector value) {
        DoubleVector nearest = value.add(ROUNDING).sub(ROUNDING);
        return nearest.sub(1, nearest.compare(VectorOperators.GT, value));
    }

    /** Neurons one by one, from i; one bit for each that emits. */
    private static long alone(DifferentialMembranes m, int k, int i, int[] charge) {
        long spiked = 0;
        for (int lane = 0; lane < LANES; lane++) {
            int event = ScalarEmission.event(m, i + lane, charge[i + lane]);
            m.event[k + lane] = event;
            spiked |= event != 0 ? 1L << lane : 0;
        }
        return spiked;
    }

    private static void append(Events out, long spiked, int first, double[] event) {
        int size = out.size();
        for (long rest = spiked; rest != 0; rest &= rest - 1) {
            int k = Long.numberOfTrailingZeros(rest);
            out.put(size++, first + k, (int) event[k]);
        }
        out.grownTo(size);
    }
}
