package io.aisynapse.core.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SynapseKernelsTest {
    private static final int INPUTS = 37;

    private final SynapseKernels scalar = new ScalarSynapseKernels();
    private final SynapseKernels vector = new VectorSynapseKernels();
    private final SplittableRandom random = new SplittableRandom(11);

    /** Sizes on both sides of every lane width and block, so that each tail length is met. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 207, 512, 1027})
    void vectorAgreesWithScalarBitForBit(int outputs) {
        byte[] weight = bytes(INPUTS * outputs);
        Runs runs = Runs.dense(INPUTS, outputs);
        for (boolean graded : new boolean[] {false, true}) {
            Events events = events(graded);
            SynapseKernels.Range range = new SynapseKernels.Range().set(2, events.size() - 1);
            ChargeTile expected = tile(outputs, events.size());
            ChargeTile found = copy(expected);
            scalar.scatter(expected, weight, runs, events);
            vector.scatter(found, weight, runs, events);
            assertArrayEquals(expected.charge, found.charge);
            int[] ints = random.ints(outputs, -1000, 1000).toArray();
            int[] expectedInts = ints.clone();
            scalar.scatter(expectedInts, weight, runs, events, range);
            vector.scatter(ints, weight, runs, events, range);
            assertArrayEquals(expectedInts, ints);
        }
    }

    /** The sums of 37 rows: within 2^24 in the first case, around it in the second, far beyond it in the third. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 9, 31, 32, 33, 95, 96, 97, 442})
    void largeValuesAreAddedAlike(int outputs) {
        byte[] weight = bytes(INPUTS * outputs);
        Weights weights = Weights.of(weight, Runs.dense(INPUTS, outputs));
        for (int most : new int[] {1000, 7000, 1 << 18}) {
            Events events = new Events(true);
            for (int i = 0; i < INPUTS; i++) {
                events.add(i, random.nextInt(-most, most));
            }
            SynapseKernels.Range range = new SynapseKernels.Range().set(1, INPUTS);
            int[] expected = random.ints(outputs, -1000, 1000).toArray();
            int[] found = expected.clone();
            scalar.scatter(expected, weights, events, range);
            vector.scatter(found, weights, events, range);
            assertArrayEquals(expected, found);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 207, 512, 1027})
    void rowsAreSummedAlike(int outputs) {
        byte[] weight = bytes(INPUTS * outputs);
        Events events = events(false);
        ChargeTile expected = tile(outputs, events.size());
        ChargeTile found = copy(expected);
        scalar.sumRows(expected, weight, events);
        vector.sumRows(found, weight, events);
        assertArrayEquals(expected.charge, found.charge);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 207, 1027})
    void neuronsFireAlike(int count) {
        int[] threshold = random.ints(count, 1, 20_000).toArray();
        int[] exponent = random.ints(count, 0, 8).toArray();
        long[] bias = random.longs(count, -1L << 29, 1L << 29).toArray();
        for (int limit : new int[] {100_000, 1 << 30}) {
            Membranes first = started(new Membranes(limit, threshold, exponent), bias);
            Membranes second = started(new Membranes(limit, threshold, exponent), bias);
            Events expected = new Events(false);
            Events found = new Events(false);
            for (int block = 0; block < 9; block++) {
                fireBlock(block, first, second, expected, found);
            }
            assertArrayEquals(
                    Arrays.copyOf(expected.neurons(), expected.size()), Arrays.copyOf(found.neurons(), found.size()));
            assertArrayEquals(first.potential, second.potential);
            assertEquals(first.active(), second.active());
            assertEquals(first.saturations(), second.saturations());
            assertEquals(limit == 100_000 && count > 100, first.saturations() > 0 && count > 100);
        }
    }

    /** States near the end of their range and large units too, where doubles would not hold what an output lacks. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 8, 9, 63, 64, 65, 207, 1027})
    void outputsInDifferentialCodingAreEmittedAlike(int count) {
        int channels = count % 9 == 0 ? 9 : count;
        for (int limit : new int[] {1 << 12, (1 << 30) - 1}) {
            int[] threshold = random.ints(channels, 1, limit / 2).toArray();
            int[] exponent = random.ints(channels, 0, 5).toArray();
            long[] bias = random.longs(count, -1L << 40, 1L << 40).toArray();
            for (GradedMembranes.Lowest lowest : GradedMembranes.Lowest.values()) {
                int most = lowest == GradedMembranes.Lowest.ZERO ? 3 : 255;
                GradedMembranes.Parameters parameters = new GradedMembranes.Parameters(
                        limit, repeated(threshold, count), repeated(exponent, count), most, 2, lowest);
                emitAlike(parameters, channels, bias);
            }
        }
    }

    private static int[] repeated(int[] values, int count) {
        int[] result = new int[count];
        Arrays.setAll(result, i -> values[i % values.length]);
        return result;
    }

    private void emitAlike(GradedMembranes.Parameters parameters, int channels, long[] bias) {
        long lowest = parameters.lowest() == GradedMembranes.Lowest.LARGEST ? Long.MIN_VALUE : 0;
        long[] highest = new long[bias.length];
        Arrays.fill(highest, (long) parameters.limit() << 15);
        GradedMembranes wanted = new GradedMembranes(parameters);
        wanted.setBias(bias);
        wanted.startEmitting(true);
        Events events = new Events(true);
        DifferentialMembranes first = new DifferentialMembranes(parameters, channels, lowest, highest);
        DifferentialMembranes second = new DifferentialMembranes(parameters, channels, lowest, highest);
        first.start(bias);
        second.start(bias);
        for (int tick : new int[] {1, 2, 3, 4, 64, 4096}) {
            int range = tick % 2 == 0 ? 3 : parameters.limit() / 4;
            int[] charge = random.ints(bias.length, -range, range).toArray();
            int reciprocal = Math.round(65536f / tick);
            GradedMembranes.Output output = (mean, _) -> Math.max(lowest, Math.min(highest[0], mean));
            wanted.emit(tick, reciprocal, charge, output, events);
            first.begin(tick, reciprocal);
            second.begin(tick, reciprocal);
            compareEmission(first, scalar, charge, wanted, events);
            compareEmission(second, vector, charge, wanted, events);
            events.clear();
        }
    }

    private static void compareEmission(
            DifferentialMembranes membranes,
            SynapseKernels kernels,
            int[] charge,
            GradedMembranes wanted,
            Events wantedEvents) {
        Events found = new Events(true);
        kernels.emit(membranes, charge, found);
        assertArrayEquals(list(wantedEvents), list(found));
        assertEquals(wanted.active(), membranes.active());
        assertEquals(wanted.saturations(), membranes.saturations());
        for (int i = 0; i < charge.length; i++) {
            assertEquals(wanted.state(i), membranes.state(i));
        }
    }

    private static long[] list(Events events) {
        long[] list = new long[events.size()];
        Arrays.setAll(list, e -> (long) events.neurons()[e] << 32 | events.value(e) & 0xFFFFFFFFL);
        return list;
    }

    private static Membranes started(Membranes membranes, long[] bias) {
        membranes.setBias(bias);
        membranes.reset();
        return membranes;
    }

    /** Tick by tick with large charges, or a tile, which may be silent; one neuron at a time on the one side. */
    private void fireBlock(int block, Membranes first, Membranes second, Events expected, Events found) {
        int count = first.count();
        if (block % 3 == 0) {
            int[] wide = random.ints(count, -6000, 6000).toArray();
            scalar.fire(first, wide, expected);
            vector.fire(second, wide, found);
            return;
        }
        ChargeTile tile = tile(count, 0);
        if (block % 3 == 2) {
            tile.beginSilent(tile.capacity());
        }
        SpikeBits bits = new SpikeBits(count);
        vector.fire(second, tile, bits);
        for (int row = 0; row < tile.rows(); row++) {
            bits.append(row, found);
            int[] charge = new int[count];
            for (int i = 0; i < count && !tile.isSilent(); i++) {
                charge[i] = tile.charge[row * count + i];
            }
            scalar.fire(first, charge, expected);
        }
    }

    /** Rows of ever more events. */
    private ChargeTile tile(int neurons, int events) {
        ChargeTile tile = new ChargeTile(neurons, 31);
        tile.begin(tile.capacity());
        for (int row = 0; row < tile.rows(); row++) {
            tile.hear(row, new SynapseKernels.Range().set(row % 3 % (events + 1), row * events / tile.rows()));
        }
        for (int i = 0; i < tile.charge.length; i++) {
            tile.charge[i] = (short) random.nextInt(-2000, 2000);
        }
        return tile;
    }

    private static ChargeTile copy(ChargeTile other) {
        ChargeTile copy = new ChargeTile(other.width, 31);
        copy.begin(other.rows());
        System.arraycopy(other.charge, 0, copy.charge, 0, copy.charge.length);
        for (int row = 0; row < copy.rows(); row++) {
            copy.hear(row, new SynapseKernels.Range().set(other.from[row], other.to[row]));
        }
        return copy;
    }

    private Events events(boolean graded) {
        Events events = new Events(graded);
        for (int i = 0; i < 50; i++) {
            events.add(random.nextInt(INPUTS), graded ? random.nextInt(-4, 5) : 1);
        }
        return events;
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) random.nextInt(-127, 128);
        }
        return bytes;
    }
}
