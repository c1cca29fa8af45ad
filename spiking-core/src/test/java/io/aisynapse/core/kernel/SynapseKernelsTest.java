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
            short[] shorts = shorts(outputs);
            short[] expected = shorts.clone();
            scalar.scatter(expected, weight, runs, events, range);
            vector.scatter(shorts, weight, runs, events, range);
            assertArrayEquals(expected, shorts);
            int[] ints = random.ints(outputs, -1000, 1000).toArray();
            int[] expectedInts = ints.clone();
            scalar.scatter(expectedInts, weight, runs, events, range);
            vector.scatter(ints, weight, runs, events, range);
            assertArrayEquals(expectedInts, ints);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 207, 512, 1027})
    void rowsAreSummedAlike(int outputs) {
        byte[] weight = bytes(INPUTS * outputs);
        Events events = events(false);
        for (int to = 0; to <= events.size(); to += 7) {
            SynapseKernels.Range range = new SynapseKernels.Range().set(0, to);
            short[] expected = shorts(outputs);
            short[] found = shorts(outputs);
            scalar.sumRows(expected, weight, outputs, events, range);
            vector.sumRows(found, weight, outputs, events, range);
            assertArrayEquals(expected, found);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 207, 1027})
    void neuronsFireAlike(int count) {
        int[] threshold = random.ints(count, 1, 20_000).toArray();
        int[] exponent = random.ints(count, 0, 8).toArray();
        Membranes first = new Membranes(100_000, threshold, exponent);
        Membranes second = new Membranes(100_000, threshold, exponent);
        long[] bias = random.longs(count, -1L << 29, 1L << 29).toArray();
        first.setBias(bias);
        second.setBias(bias);
        first.reset();
        second.reset();
        Events expected = new Events(false);
        Events found = new Events(false);
        for (int tick = 0; tick < 40; tick++) {
            short[] charge = shorts(count);
            if (tick % 2 == 0) {
                scalar.fire(first, charge, expected);
                vector.fire(second, charge, found);
            } else {
                int[] wide = new int[count];
                Arrays.setAll(wide, i -> charge[i] * 3);
                scalar.fire(first, wide, expected);
                vector.fire(second, wide, found);
            }
        }
        assertArrayEquals(
                Arrays.copyOf(expected.neurons(), expected.size()), Arrays.copyOf(found.neurons(), found.size()));
        assertArrayEquals(first.potential, second.potential);
        assertEquals(first.active(), second.active());
        assertEquals(first.saturations(), second.saturations());
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

    private short[] shorts(int length) {
        short[] shorts = new short[length];
        for (int i = 0; i < length; i++) {
            shorts[i] = (short) random.nextInt(-2000, 2000);
        }
        return shorts;
    }
}
