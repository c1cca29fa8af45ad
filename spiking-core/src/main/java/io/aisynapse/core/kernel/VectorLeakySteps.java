package io.aisynapse.core.kernel;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The twin of {@link ScalarLeakySteps} on vectors: sixty-four neurons at a time, their spikes as bits of a word. */
final class VectorLeakySteps {
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int LANES = INTS.length();

    private VectorLeakySteps() {}

    static void step(LeakyMembranes m, Events spikes) {
        int count = m.parameters.count();
        int done = 0;
        for (; done <= count - Long.SIZE; done += Long.SIZE) {
            block(m, done, spikes);
        }
        ScalarLeakySteps.step(m, done, count, spikes);
    }

    private static void block(LeakyMembranes m, int first, Events spikes) {
        LeakyParameters p = m.parameters;
        long spiked = 0;
        long moved = 0;
        int saturated = 0;
        for (int k = 0; k < Long.SIZE; k += LANES) {
            int i = first + k;
            IntVector added = fraction(m.leaks, m.state.leakSum(), m.leakFraction, m.leakWhole, i);
            for (int r = 0; r < m.input.length; r++) {
                IntVector charge = IntVector.fromArray(INTS, m.input[r], i);
                IntVector.zero(INTS).intoArray(m.input[r], i);
                if (r == 0) {
                    charge = charge.add(fraction(m.biased, m.state.biasSum(), m.biasFraction, m.biasWhole, i));
                }
                int[] currents = m.state.current()[r];
                IntVector unbounded =
                        decay(currents, p.currentKeep()[r], p.decayBits(), i).add(charge);
                IntVector current = unbounded.max(-p.limit()).min(p.limit());
                saturated += current.compare(VectorOperators.NE, unbounded).trueCount();
                current.intoArray(currents, i);
                added = added.add(current);
            }
            moved |= added.compare(VectorOperators.NE, 0).toLong() << k;
            spiked |= integrate(m, i, added) << k;
        }
        m.active += Long.bitCount(moved | spiked);
        m.saturations += saturated;
        VectorSynapseKernels.append(spikes, spiked, first);
    }

    /** The step of a bias or leak, see {@link LeakyMembranes.State}. */
    private static IntVector fraction(boolean any, int[] sums, int[] fractions, int[] wholes, int i) {
        if (!any) {
            return IntVector.zero(INTS);
        }
        IntVector sum = IntVector.fromArray(INTS, sums, i).add(IntVector.fromArray(INTS, fractions, i));
        sum.and(0xFFFF).intoArray(sums, i);
        return IntVector.fromArray(INTS, wholes, i).add(sum.lanewise(VectorOperators.LSHR, 16));
    }

    /**
     * {@code |x| = h · 2^bits + l}, so {@code ⌊|x| · keep / 2^bits⌋ = h · keep + ⌊l · keep / 2^bits⌋}: with |x| below
     * 2^28 and bits at most 15 no product leaves an int.
     */
    private static IntVector decay(int[] state, int[] keep, int bits, int i) {
        IntVector x = IntVector.fromArray(INTS, state, i);
        IntVector share = IntVector.fromArray(INTS, keep, i);
        IntVector size = x.abs();
        IntVector high = size.lanewise(VectorOperators.LSHR, bits).mul(share);
        IntVector low = size.and((1 << bits) - 1).mul(share).lanewise(VectorOperators.LSHR, bits);
        IntVector kept = high.add(low);
        return kept.blend(kept.neg(), x.compare(VectorOperators.LT, 0));
    }

    /** Bits of the lanes that spike. */
    private static long integrate(LeakyMembranes m, int i, IntVector added) {
        LeakyParameters p = m.parameters;
        int[] potentials = m.state.potential();
        IntVector unbounded =
                decay(potentials, p.voltageKeep(), p.decayBits(), i).add(added);
        IntVector membrane = unbounded.max(-p.limit()).min(p.limit());
        VectorMask<Integer> held = membrane.compare(VectorOperators.NE, unbounded);
        VectorMask<Integer> spike = membrane.compare(VectorOperators.GT, IntVector.fromArray(INTS, p.threshold(), i));
        IntVector value = IntVector.fromArray(INTS, p.value(), i);
        IntVector next = membrane.blend(p.subtracts() ? membrane.sub(value) : value, spike);
        if (p.refractoryTicks() > 0) {
            IntVector rest = IntVector.fromArray(INTS, m.state.rest(), i);
            VectorMask<Integer> resting = rest.compare(VectorOperators.GT, 0);
            held = held.andNot(resting);
            spike = spike.andNot(resting);
            next = next.blend(IntVector.fromArray(INTS, potentials, i), resting);
            rest.sub(1).max(0).blend(p.refractoryTicks(), spike).intoArray(m.state.rest(), i);
        }
        next.intoArray(potentials, i);
        m.saturations += held.trueCount();
        return spike.toLong();
    }
}
