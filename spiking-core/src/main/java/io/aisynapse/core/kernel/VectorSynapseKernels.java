package io.aisynapse.core.kernel;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/** The twin on the JDK's Vector API: weights widened into lanes of the machine's own width. */
public final class VectorSynapseKernels implements SynapseKernels {
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Byte> BYTES =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, INTS.vectorBitSize() / 4)));
    private static final int INT_LANES = INTS.length();

    @Override
    public void scatter(ChargeTile tile, byte[] weight, Runs runs, Events events) {
        EventGroup group = tile.group.of(runs, events);
        for (int row = 0; row < tile.rows(); row++) {
            for (int from = tile.from[row]; from < tile.to[row]; from = group.to) {
                group.find(from, tile.to[row]);
                for (int r = group.firstRun(); r < group.endOfRuns(); r++) {
                    group.run(r, row * tile.width);
                    VectorShortRows.add(tile.charge, weight, runs.weightsPerChannel(), events, group);
                }
            }
        }
    }

    @Override
    public void scatter(int[] charge, byte[] weight, Runs runs, Events events, Range range) {
        scatter(charge, new Weights(weight, null, runs), events, range);
    }

    /** Events of one position go to the same charges, which stay in registers while the rows of all are added. */
    @Override
    public void scatter(int[] charge, Weights weights, Events events, Range range) {
        Runs runs = weights.runs();
        int stride = runs.weightsPerChannel();
        float @Nullable [] floats = weights.floats();
        EventGroup group = range.group.of(runs, events);
        for (int from = range.from; from < range.to; from = group.to) {
            group.find(from, range.to);
            for (int r = group.firstRun(); r < group.endOfRuns(); r++) {
                group.run(r, 0);
                if (!group.isWide()) {
                    VectorShortRows.add(charge, weights.bytes(), stride, events, group);
                } else if (floats != null && group.isFloating()) {
                    VectorFloatRows.add(charge, floats, stride, events, group);
                } else {
                    add(charge, weights.bytes(), stride, events, group);
                }
            }
        }
    }

    /** Values whose products with a weight need not be shorts. */
    private static void add(int[] charge, byte[] weight, int stride, Events events, EventGroup group) {
        int[] neurons = events.neurons();
        int length = group.length;
        int at = group.at;
        int o = 0;
        for (; o <= length - 3 * INT_LANES - BYTES.length(); o += 4 * INT_LANES) {
            IntVector a = IntVector.fromArray(INTS, charge, at + o);
            IntVector b = IntVector.fromArray(INTS, charge, at + o + INT_LANES);
            IntVector c = IntVector.fromArray(INTS, charge, at + o + 2 * INT_LANES);
            IntVector d = IntVector.fromArray(INTS, charge, at + o + 3 * INT_LANES);
            for (int e = group.from; e < group.to; e++) {
                int w = (neurons[e] - group.first) * stride + group.offset + o;
                IntVector value = IntVector.broadcast(INTS, events.value(e));
                a = a.add(ints(weight, w).mul(value));
                b = b.add(ints(weight, w + INT_LANES).mul(value));
                c = c.add(ints(weight, w + 2 * INT_LANES).mul(value));
                d = d.add(ints(weight, w + 3 * INT_LANES).mul(value));
            }
            a.intoArray(charge, at + o);
            b.intoArray(charge, at + o + INT_LANES);
            c.intoArray(charge, at + o + 2 * INT_LANES);
            d.intoArray(charge, at + o + 3 * INT_LANES);
        }
        for (; o <= length - BYTES.length(); o += INT_LANES) {
            IntVector a = IntVector.fromArray(INTS, charge, at + o);
            for (int e = group.from; e < group.to; e++) {
                int w = (neurons[e] - group.first) * stride + group.offset + o;
                a = a.add(ints(weight, w).mul(events.value(e)));
            }
            a.intoArray(charge, at + o);
        }
        for (; o < length; o++) {
            int sum = charge[at + o];
            for (int e = group.from; e < group.to; e++) {
                sum += weight[(neurons[e] - group.first) * stride + group.offset + o] * events.value(e);
            }
            charge[at + o] = sum;
        }
    }

    private static IntVector ints(byte[] weight, int from) {
        return (IntVector) ByteVector.fromArray(BYTES, weight, from).convertShape(VectorOperators.B2I, INTS, 0);
    }

    @Override
    public void sumRows(ChargeTile tile, byte[] weight, Events events) {
        VectorShortRows.sum(tile, weight, events);
    }

    @Override
    public void fire(Membranes membranes, ChargeTile tile, SpikeBits spikes) {
        VectorFiring.fire(membranes, tile, spikes);
    }

    @Override
    public void fire(Membranes membranes, int[] charge, Events spikes) {
        spikes.reserve(membranes.count);
        int done = 0;
        for (; done <= membranes.count - Long.SIZE; done += Long.SIZE) {
            step(membranes, done, charge, spikes);
        }
        for (; done < membranes.count; done++) {
            ScalarSynapseKernels.step(membranes, done, charge[done], spikes);
        }
    }

    @Override
    public void emit(DifferentialMembranes membranes, int[] charge, Events out) {
        VectorEmission.emit(membranes, charge, out);
    }

    @Override
    public void addShifted(int[] charge, int[] added, int[] exponent) {
        int i = 0;
        for (; i <= charge.length - INT_LANES; i += INT_LANES) {
            IntVector shifted = IntVector.fromArray(INTS, added, i)
                    .lanewise(VectorOperators.LSHL, IntVector.fromArray(INTS, exponent, i));
            IntVector.fromArray(INTS, charge, i).add(shifted).intoArray(charge, i);
        }
        for (; i < charge.length; i++) {
            charge[i] += added[i] << exponent[i];
        }
    }

    @Override
    public void leak(LeakyMembranes membranes, Events spikes) {
        spikes.reserve(membranes.parameters.count());
        VectorLeakySteps.step(membranes, spikes);
    }

    /**
     * Sixty-four neurons, one bit each in a word: a branch on every vector's spikes would be guessed wrong too often.
     */
    private static void step(Membranes m, int first, int[] charge, Events spikes) {
        long spiked = 0;
        long moved = 0;
        long saturated = 0;
        for (int k = 0; k < Long.SIZE; k += INT_LANES) {
            int i = first + k;
            IntVector fraction =
                    IntVector.fromArray(INTS, m.fractionSum, i).add(IntVector.fromArray(INTS, m.biasFraction, i));
            fraction.and(0xFFFF).intoArray(m.fractionSum, i);
            IntVector step = IntVector.fromArray(INTS, charge, i)
                    .lanewise(VectorOperators.LSHL, IntVector.fromArray(INTS, m.exponent, i))
                    .add(IntVector.fromArray(INTS, m.biasWhole, i))
                    .add(fraction.lanewise(VectorOperators.LSHR, 16));
            IntVector unbounded = IntVector.fromArray(INTS, m.potential, i).add(step);
            IntVector membrane = unbounded.max(-m.limit).min(m.limit);
            IntVector threshold = IntVector.fromArray(INTS, m.threshold, i);
            VectorMask<Integer> spike = membrane.compare(VectorOperators.GE, threshold);
            membrane.sub(threshold, spike).intoArray(m.potential, i);
            spiked |= spike.toLong() << k;
            moved |= step.compare(VectorOperators.NE, 0).toLong() << k;
            saturated |= membrane.compare(VectorOperators.NE, unbounded).toLong() << k;
        }
        m.active += Long.bitCount(moved | spiked);
        m.saturations += Long.bitCount(saturated);
        append(spikes, spiked, first);
    }

    static void append(Events spikes, long word, int first) {
        int[] neurons = spikes.neurons();
        int size = spikes.size();
        for (long rest = word; rest != 0; rest &= rest - 1) {
            neurons[size++] = first + Long.numberOfTrailingZeros(rest);
        }
        spikes.grownTo(size);
    }
}
