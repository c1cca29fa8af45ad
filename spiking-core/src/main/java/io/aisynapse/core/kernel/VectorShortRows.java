package io.aisynapse.core.kernel;

import java.util.Arrays;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/** Sums of byte weights in short lanes: charges stay in registers while the weights of several events are added. */
final class VectorShortRows {
    private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Byte> BYTES =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, SHORTS.vectorBitSize() / 2)));
    private static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, SHORTS.vectorShape());
    private static final int LANES = SHORTS.length();

    /** Dense rows of this many vectors are summed in registers at a time. */
    private static final int BLOCK = 8 * LANES;

    private VectorShortRows() {}

    private static ShortVector shorts(byte[] weight, int from) {
        return (ShortVector) ByteVector.fromArray(BYTES, weight, from).convertShape(VectorOperators.B2S, SHORTS, 0);
    }

    /** As {@link SynapseKernels#sumRows}: all ticks for a block of outputs, so that its weights stay in the cache. */
    static void sum(ChargeTile tile, byte[] weight, Events events) {
        int outputs = tile.width;
        int o = 0;
        for (; o <= outputs - BLOCK; o += BLOCK) {
            for (int row = 0; row < tile.rows(); row++) {
                sumBlock(tile, row, weight, events.neurons(), o);
            }
        }
        for (; o <= outputs - LANES; o += LANES) {
            for (int row = 0; row < tile.rows(); row++) {
                ShortVector a = ShortVector.zero(SHORTS);
                for (int e = tile.from[row]; e < tile.to[row]; e++) {
                    a = a.add(shorts(weight, events.neurons()[e] * outputs + o));
                }
                a.intoArray(tile.charge, row * outputs + o);
            }
        }
        for (int row = 0; row < tile.rows() && o < outputs; row++) {
            int begin = row * outputs;
            Arrays.fill(tile.charge, begin + o, begin + outputs, (short) 0);
            for (int e = tile.from[row]; e < tile.to[row]; e++) {
                int at = events.neurons()[e] * outputs;
                for (int i = o; i < outputs; i++) {
                    tile.charge[begin + i] += weight[at + i];
                }
            }
        }
    }

    private static void sumBlock(ChargeTile tile, int row, byte[] weight, int[] inputs, int o) {
        ShortVector a = ShortVector.zero(SHORTS);
        ShortVector b = ShortVector.zero(SHORTS);
        ShortVector c = ShortVector.zero(SHORTS);
        ShortVector d = ShortVector.zero(SHORTS);
        ShortVector e = ShortVector.zero(SHORTS);
        ShortVector f = ShortVector.zero(SHORTS);
        ShortVector g = ShortVector.zero(SHORTS);
        ShortVector h = ShortVector.zero(SHORTS);
        int to = tile.to[row];
        for (int n = tile.from[row]; n < to; n++) {
            int at = inputs[n] * tile.width + o;
            a = a.add(shorts(weight, at));
            b = b.add(shorts(weight, at + LANES));
            c = c.add(shorts(weight, at + 2 * LANES));
            d = d.add(shorts(weight, at + 3 * LANES));
            e = e.add(shorts(weight, at + 4 * LANES));
            f = f.add(shorts(weight, at + 5 * LANES));
            g = g.add(shorts(weight, at + 6 * LANES));
            h = h.add(shorts(weight, at + 7 * LANES));
        }
        int at = row * tile.width + o;
        a.intoArray(tile.charge, at);
        b.intoArray(tile.charge, at + LANES);
        c.intoArray(tile.charge, at + 2 * LANES);
        d.intoArray(tile.charge, at + 3 * LANES);
        e.intoArray(tile.charge, at + 4 * LANES);
        f.intoArray(tile.charge, at + 5 * LANES);
        g.intoArray(tile.charge, at + 6 * LANES);
        h.intoArray(tile.charge, at + 7 * LANES);
    }

    /** Adds a run's weights of all events of a group. */
    static void add(short[] charge, byte[] weight, int stride, Events events, EventGroup group) {
        int o = 0;
        for (; o <= group.length - 4 * LANES; o += 4 * LANES) {
            int at = group.at + o;
            int base = group.offset + o - group.first * stride;
            ShortVector a = ShortVector.fromArray(SHORTS, charge, at);
            ShortVector b = ShortVector.fromArray(SHORTS, charge, at + LANES);
            ShortVector c = ShortVector.fromArray(SHORTS, charge, at + 2 * LANES);
            ShortVector d = ShortVector.fromArray(SHORTS, charge, at + 3 * LANES);
            int[] neurons = events.neurons();
            int @Nullable [] values = events.values();
            for (int e = group.from; e < group.to; e++) {
                int w = neurons[e] * stride + base;
                ShortVector value = ShortVector.broadcast(SHORTS, (short) (values == null ? 1 : values[e]));
                a = a.add(shorts(weight, w).mul(value));
                b = b.add(shorts(weight, w + LANES).mul(value));
                c = c.add(shorts(weight, w + 2 * LANES).mul(value));
                d = d.add(shorts(weight, w + 3 * LANES).mul(value));
            }
            a.intoArray(charge, at);
            b.intoArray(charge, at + LANES);
            c.intoArray(charge, at + 2 * LANES);
            d.intoArray(charge, at + 3 * LANES);
        }
        for (; o <= group.length - LANES; o += LANES) {
            int at = group.at + o;
            ShortVector.fromArray(SHORTS, charge, at)
                    .add(sum(weight, stride, events, group, o))
                    .intoArray(charge, at);
        }
        for (; o < group.length; o++) {
            charge[group.at + o] += (short) sumOfOne(weight, stride, events, group, o);
        }
    }

    /** As the other, into ints. */
    static void add(int[] charge, byte[] weight, int stride, Events events, EventGroup group) {
        int o = 0;
        for (; o <= group.length - 4 * LANES; o += 4 * LANES) {
            int at = group.at + o;
            int base = group.offset + o - group.first * stride;
            ShortVector a = ShortVector.zero(SHORTS);
            ShortVector b = ShortVector.zero(SHORTS);
            ShortVector c = ShortVector.zero(SHORTS);
            ShortVector d = ShortVector.zero(SHORTS);
            int[] neurons = events.neurons();
            int @Nullable [] values = events.values();
            for (int e = group.from; e < group.to; e++) {
                int w = neurons[e] * stride + base;
                ShortVector value = ShortVector.broadcast(SHORTS, (short) (values == null ? 1 : values[e]));
                a = a.add(shorts(weight, w).mul(value));
                b = b.add(shorts(weight, w + LANES).mul(value));
                c = c.add(shorts(weight, w + 2 * LANES).mul(value));
                d = d.add(shorts(weight, w + 3 * LANES).mul(value));
            }
            addWidened(charge, at, a);
            addWidened(charge, at + LANES, b);
            addWidened(charge, at + 2 * LANES, c);
            addWidened(charge, at + 3 * LANES, d);
        }
        for (; o <= group.length - LANES; o += LANES) {
            addWidened(charge, group.at + o, sum(weight, stride, events, group, o));
        }
        for (; o < group.length; o++) {
            charge[group.at + o] += sumOfOne(weight, stride, events, group, o);
        }
    }

    private static void addWidened(int[] charge, int at, ShortVector added) {
        IntVector low = (IntVector) added.convertShape(VectorOperators.S2I, INTS, 0);
        IntVector high = (IntVector) added.convertShape(VectorOperators.S2I, INTS, 1);
        IntVector.fromArray(INTS, charge, at).add(low).intoArray(charge, at);
        int next = at + INTS.length();
        IntVector.fromArray(INTS, charge, next).add(high).intoArray(charge, next);
    }

    private static ShortVector sum(byte[] weight, int stride, Events events, EventGroup group, int o) {
        int[] neurons = events.neurons();
        int @Nullable [] values = events.values();
        int base = group.offset + o - group.first * stride;
        ShortVector sum = ShortVector.zero(SHORTS);
        for (int e = group.from; e < group.to; e++) {
            ShortVector row = shorts(weight, neurons[e] * stride + base);
            sum = sum.add(values == null ? row : row.mul((short) values[e]));
        }
        return sum;
    }

    private static int sumOfOne(byte[] weight, int stride, Events events, EventGroup group, int o) {
        int base = group.offset + o - group.first * stride;
        int sum = 0;
        for (int e = group.from; e < group.to; e++) {
            sum += weight[events.neurons()[e] * stride + base] * events.value(e);
        }
        return sum;
    }
}
