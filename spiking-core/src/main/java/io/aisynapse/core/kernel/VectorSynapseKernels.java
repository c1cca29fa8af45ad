package io.aisynapse.core.kernel;

import java.util.Arrays;
import java.util.Objects;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/** The twin on the JDK's Vector API: byte weights widened into short or int lanes of the machine's own width. */
public final class VectorSynapseKernels implements SynapseKernels {
    private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Byte> BYTES_TO_SHORTS = part(byte.class, 2);
    private static final VectorSpecies<Byte> BYTES_TO_INTS = part(byte.class, 4);
    private static final VectorSpecies<Short> SHORTS_TO_INTS = part(short.class, 2);
    private static final int SHORT_LANES = SHORTS.length();
    private static final int INT_LANES = INTS.length();

    /** Rows of this many vectors are summed in registers at a time. */
    private static final int BLOCK = 8 * SHORT_LANES;

    private static <E> VectorSpecies<E> part(Class<E> element, int share) {
        int bits = Math.max(64, SHORTS.vectorBitSize() / share);
        return VectorSpecies.of(element, VectorShape.forBitSize(bits));
    }

    @Override
    public void scatter(short[] charge, byte[] weight, Runs runs, Events events, Range range) {
        int[] neurons = events.neurons();
        int @Nullable [] values = events.values();
        int[] starts = runs.start();
        int channels = runs.channels();
        for (int e = range.from; e < range.to; e++) {
            int position = neurons[e] / channels;
            int channel = neurons[e] - position * channels;
            int shift = channel / runs.channelsPerGroup() * runs.outputsPerGroup();
            int base = channel * runs.weightsPerChannel();
            int value = values == null ? 1 : values[e];
            for (int r = starts[position]; r < starts[position + 1]; r++) {
                int at = runs.target()[r] + shift;
                int from = base + runs.offset()[r];
                if (value == 1) {
                    addRow(charge, at, weight, from, runs.length()[r]);
                } else {
                    addRowTimes(charge, weight, new Row(at, from, runs.length()[r]), (short) value);
                }
            }
        }
    }

    private static void addRow(short[] charge, int at, byte[] weight, int from, int length) {
        int i = 0;
        for (; i <= length - SHORT_LANES; i += SHORT_LANES) {
            ShortVector.fromArray(SHORTS, charge, at + i)
                    .add(shorts(weight, from + i))
                    .intoArray(charge, at + i);
        }
        for (; i < length; i++) {
            charge[at + i] += weight[from + i];
        }
    }

    /** Where a run's charges and weights begin, and how many there are. */
    private record Row(int at, int from, int length) {}

    private static void addRowTimes(short[] charge, byte[] weight, Row row, short value) {
        int at = row.at;
        int from = row.from;
        int i = 0;
        for (; i <= row.length - SHORT_LANES; i += SHORT_LANES) {
            ShortVector.fromArray(SHORTS, charge, at + i)
                    .add(shorts(weight, from + i).mul(value))
                    .intoArray(charge, at + i);
        }
        for (; i < row.length; i++) {
            charge[at + i] += (short) (weight[from + i] * value);
        }
    }

    private static ShortVector shorts(byte[] weight, int from) {
        return (ShortVector)
                ByteVector.fromArray(BYTES_TO_SHORTS, weight, from).convertShape(VectorOperators.B2S, SHORTS, 0);
    }

    /**
     * Events of one position go to the same charges: these stay in registers while the rows of all of them are added.
     */
    @Override
    public void scatter(int[] charge, byte[] weight, Runs runs, Events events, Range range) {
        int[] neurons = events.neurons();
        int channels = runs.channels();
        boolean grouped = runs.channelsPerGroup() < channels;
        Group group = new Group();
        for (int from = range.from; from < range.to; from = group.to) {
            int position = neurons[from] / channels;
            int first = position * channels;
            int to = from + 1;
            while (to < range.to && !grouped && neurons[to] >= first && neurons[to] < first + channels) {
                to++;
            }
            group.set(from, to, first);
            int shift = grouped ? (neurons[from] - first) / runs.channelsPerGroup() * runs.outputsPerGroup() : 0;
            for (int r = runs.start()[position]; r < runs.start()[position + 1]; r++) {
                group.row(runs.target()[r] + shift, runs.offset()[r], runs.length()[r]);
                add(charge, weight, runs.weightsPerChannel(), events, group);
            }
        }
    }

    /** Events of one position and a run of charges that they all go to. */
    private static final class Group {
        int from;
        int to;
        int first;
        int at;
        int offset;
        int length;

        void set(int newFrom, int newTo, int firstNeuron) {
            from = newFrom;
            to = newTo;
            first = firstNeuron;
        }

        void row(int target, int newOffset, int newLength) {
            at = target;
            offset = newOffset;
            length = newLength;
        }
    }

    private static void add(int[] charge, byte[] weight, int stride, Events events, Group group) {
        int[] neurons = events.neurons();
        int @Nullable [] values = events.values();
        int length = group.length;
        int at = group.at;
        int o = 0;
        for (; o <= length - 3 * INT_LANES - BYTES_TO_INTS.length(); o += 4 * INT_LANES) {
            IntVector a = IntVector.fromArray(INTS, charge, at + o);
            IntVector b = IntVector.fromArray(INTS, charge, at + o + INT_LANES);
            IntVector c = IntVector.fromArray(INTS, charge, at + o + 2 * INT_LANES);
            IntVector d = IntVector.fromArray(INTS, charge, at + o + 3 * INT_LANES);
            for (int e = group.from; e < group.to; e++) {
                int w = (neurons[e] - group.first) * stride + group.offset + o;
                IntVector value = IntVector.broadcast(INTS, values == null ? 1 : values[e]);
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
        for (; o <= length - BYTES_TO_INTS.length(); o += INT_LANES) {
            IntVector a = IntVector.fromArray(INTS, charge, at + o);
            for (int e = group.from; e < group.to; e++) {
                int w = (neurons[e] - group.first) * stride + group.offset + o;
                a = a.add(ints(weight, w).mul(values == null ? 1 : values[e]));
            }
            a.intoArray(charge, at + o);
        }
        for (; o < length; o++) {
            int sum = charge[at + o];
            for (int e = group.from; e < group.to; e++) {
                int value = values == null ? 1 : values[e];
                sum += weight[(neurons[e] - group.first) * stride + group.offset + o] * value;
            }
            charge[at + o] = sum;
        }
    }

    private static IntVector ints(byte[] weight, int from) {
        return (IntVector) ByteVector.fromArray(BYTES_TO_INTS, weight, from).convertShape(VectorOperators.B2I, INTS, 0);
    }

    @Override
    public void sumRows(short[] charge, byte[] weight, int outputs, Events events, Range range) {
        int[] rows = events.neurons();
        int o = 0;
        for (; o <= outputs - BLOCK; o += BLOCK) {
            ShortVector a = ShortVector.zero(SHORTS);
            ShortVector b = ShortVector.zero(SHORTS);
            ShortVector c = ShortVector.zero(SHORTS);
            ShortVector d = ShortVector.zero(SHORTS);
            ShortVector e = ShortVector.zero(SHORTS);
            ShortVector f = ShortVector.zero(SHORTS);
            ShortVector g = ShortVector.zero(SHORTS);
            ShortVector h = ShortVector.zero(SHORTS);
            for (int n = range.from; n < range.to; n++) {
                int at = rows[n] * outputs + o;
                a = a.add(shorts(weight, at));
                b = b.add(shorts(weight, at + SHORT_LANES));
                c = c.add(shorts(weight, at + 2 * SHORT_LANES));
                d = d.add(shorts(weight, at + 3 * SHORT_LANES));
                e = e.add(shorts(weight, at + 4 * SHORT_LANES));
                f = f.add(shorts(weight, at + 5 * SHORT_LANES));
                g = g.add(shorts(weight, at + 6 * SHORT_LANES));
                h = h.add(shorts(weight, at + 7 * SHORT_LANES));
            }
            a.intoArray(charge, o);
            b.intoArray(charge, o + SHORT_LANES);
            c.intoArray(charge, o + 2 * SHORT_LANES);
            d.intoArray(charge, o + 3 * SHORT_LANES);
            e.intoArray(charge, o + 4 * SHORT_LANES);
            f.intoArray(charge, o + 5 * SHORT_LANES);
            g.intoArray(charge, o + 6 * SHORT_LANES);
            h.intoArray(charge, o + 7 * SHORT_LANES);
        }
        for (; o <= outputs - SHORT_LANES; o += SHORT_LANES) {
            ShortVector a = ShortVector.zero(SHORTS);
            for (int e = range.from; e < range.to; e++) {
                a = a.add(shorts(weight, rows[e] * outputs + o));
            }
            a.intoArray(charge, o);
        }
        Arrays.fill(charge, o, outputs, (short) 0);
        for (int e = range.from; e < range.to && o < outputs; e++) {
            int at = rows[e] * outputs;
            for (int i = o; i < outputs; i++) {
                charge[i] += weight[at + i];
            }
        }
    }

    @Override
    public void fire(Membranes membranes, short[] charge, Events spikes) {
        spikes.reserve(membranes.count);
        int done = 0;
        for (; done <= membranes.count - Long.SIZE; done += Long.SIZE) {
            step(membranes, done, charge, null, spikes);
        }
        for (; done < membranes.count; done++) {
            ScalarSynapseKernels.step(membranes, done, charge[done], spikes);
        }
    }

    @Override
    public void fire(Membranes membranes, int[] charge, Events spikes) {
        spikes.reserve(membranes.count);
        int done = 0;
        for (; done <= membranes.count - Long.SIZE; done += Long.SIZE) {
            step(membranes, done, null, charge, spikes);
        }
        for (; done < membranes.count; done++) {
            ScalarSynapseKernels.step(membranes, done, charge[done], spikes);
        }
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
    private static void step(Membranes m, int first, short @Nullable [] shorts, int @Nullable [] ints, Events spikes) {
        long spiked = 0;
        long moved = 0;
        long saturated = 0;
        for (int k = 0; k < Long.SIZE; k += INT_LANES) {
            int i = first + k;
            IntVector fraction =
                    IntVector.fromArray(INTS, m.fractionSum, i).add(IntVector.fromArray(INTS, m.biasFraction, i));
            fraction.and(0xFFFF).intoArray(m.fractionSum, i);
            IntVector step = charges(shorts, ints, i)
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

    private static IntVector charges(short @Nullable [] shorts, int @Nullable [] ints, int i) {
        if (ints != null) {
            return IntVector.fromArray(INTS, ints, i);
        }
        return (IntVector) ShortVector.fromArray(SHORTS_TO_INTS, Objects.requireNonNull(shorts), i)
                .convertShape(VectorOperators.S2I, INTS, 0);
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
