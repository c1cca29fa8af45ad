package io.aisynapse.core.kernel;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Steps of integrate-and-fire neurons over a block of ticks: a vector of neurons goes through all of them in registers.
 * Comparisons are sign bits, for masks would have to be taken apart at every tick. Where a membrane might be held at
 * the end of its range the vector's neurons are stepped one by one.
 */
final class VectorFiring {
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Short> SHORTS =
            VectorSpecies.of(short.class, VectorShape.forBitSize(Math.max(64, INTS.vectorBitSize() / 2)));
    private static final int LANES = INTS.length();
    private static final int SIGN = Integer.SIZE - 1;

    private VectorFiring() {}

    static void fire(Membranes m, ChargeTile tile, SpikeBits spikes) {
        int i = 0;
        for (; i <= m.count - LANES; i += LANES) {
            if (mightSaturate(m, i, tile)) {
                ScalarFiring.step(m, i, i + LANES, tile, spikes);
            } else if (tile.isSilent()) {
                steady(m, i, tile.rows(), spikes);
            } else {
                driven(m, i, tile, spikes);
            }
        }
        ScalarFiring.step(m, i, m.count, tile, spikes);
        spikes.turn(tile.rows());
    }

    /** Whether charges at the ends of their range could drive a membrane to the end of its own. */
    private static boolean mightSaturate(Membranes m, int first, ChargeTile tile) {
        for (int i = first; i < first + LANES; i++) {
            long step =
                    Math.abs((long) m.biasWhole[i]) + 1 + (tile.isSilent() ? 0 : 1L << Short.SIZE - 1 + m.exponent[i]);
            if (Math.abs((long) m.potential[i]) + tile.rows() * step > m.limit) {
                return true;
            }
        }
        return false;
    }

    private static void driven(Membranes m, int i, ChargeTile tile, SpikeBits spikes) {
        IntVector threshold = IntVector.fromArray(INTS, m.threshold, i);
        IntVector below = threshold.sub(1);
        IntVector exponent = IntVector.fromArray(INTS, m.exponent, i);
        IntVector whole = IntVector.fromArray(INTS, m.biasWhole, i);
        IntVector part = IntVector.fromArray(INTS, m.biasFraction, i);
        IntVector fraction = IntVector.fromArray(INTS, m.fractionSum, i);
        IntVector potential = IntVector.fromArray(INTS, m.potential, i);
        IntVector history = IntVector.zero(INTS);
        IntVector active = IntVector.zero(INTS);
        int end = tile.rows() * tile.width;
        for (int row = 0; row < end; row += tile.width) {
            fraction = fraction.add(part);
            IntVector step = charges(tile.charge, row + i)
                    .lanewise(VectorOperators.LSHL, exponent)
                    .add(whole)
                    .add(fraction.lanewise(VectorOperators.LSHR, 16));
            fraction = fraction.and(0xFFFF);
            IntVector membrane = potential.add(step);
            IntVector spiked = below.sub(membrane).lanewise(VectorOperators.ASHR, SIGN);
            potential = membrane.sub(threshold.and(spiked));
            history = history.add(history).sub(spiked);
            active = active.add(step.or(spiked).lanewise(VectorOperators.UMIN, 1));
        }
        potential.intoArray(m.potential, i);
        fraction.intoArray(m.fractionSum, i);
        history.intoArray(spikes.history, i);
        m.active += active.reduceLanes(VectorOperators.ADD);
    }

    /** No charges, only the bias. */
    private static void steady(Membranes m, int i, int rows, SpikeBits spikes) {
        IntVector threshold = IntVector.fromArray(INTS, m.threshold, i);
        IntVector below = threshold.sub(1);
        IntVector whole = IntVector.fromArray(INTS, m.biasWhole, i);
        IntVector part = IntVector.fromArray(INTS, m.biasFraction, i);
        IntVector fraction = IntVector.fromArray(INTS, m.fractionSum, i);
        IntVector potential = IntVector.fromArray(INTS, m.potential, i);
        IntVector history = IntVector.zero(INTS);
        IntVector active = IntVector.zero(INTS);
        for (int row = 0; row < rows; row++) {
            fraction = fraction.add(part);
            IntVector step = whole.add(fraction.lanewise(VectorOperators.LSHR, 16));
            fraction = fraction.and(0xFFFF);
            IntVector membrane = potential.add(step);
            IntVector spiked = below.sub(membrane).lanewise(VectorOperators.ASHR, SIGN);
            potential = membrane.sub(threshold.and(spiked));
            history = history.add(history).sub(spiked);
            active = active.add(step.or(spiked).lanewise(VectorOperators.UMIN, 1));
        }
        potential.intoArray(m.potential, i);
        fraction.intoArray(m.fractionSum, i);
        history.intoArray(spikes.history, i);
        m.active += active.reduceLanes(VectorOperators.ADD);
    }

    private static IntVector charges(short[] charge, int i) {
        return (IntVector) ShortVector.fromArray(SHORTS, charge, i).convertShape(VectorOperators.S2I, INTS, 0);
    }
}
