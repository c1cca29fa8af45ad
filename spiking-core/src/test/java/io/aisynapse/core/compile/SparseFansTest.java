package io.aisynapse.core.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.program.IntegerKernel;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Bounds hold for every stretch of targets, and are met where sources lie close together. */
class SparseFansTest {
    @Test
    void noStretchOfTargetsHasMoreSourcesOrPairsThanTheBoundSays() {
        for (int seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int inputs = random.nextInt(1, 40);
            int outputs = random.nextInt(1, 40);
            IntegerKernel.Sparse sparse = random(random, inputs, outputs);
            SparseFans fans = new SparseFans();
            for (int targets = 1; targets <= outputs; targets++) {
                long sources = fans.sources(sparse, targets, true);
                assertTrue(sources <= fans.sources(sparse, targets, false));
                for (int from = 0; from + targets <= outputs; from++) {
                    assertTrue(sources(sparse, from, from + targets) <= sources, "kernel " + seed);
                    assertTrue(pairs(sparse, from, from + targets) <= fans.pairs(sparse, targets));
                }
            }
        }
    }

    /** Every neuron hears itself and its two neighbours. */
    @Test
    void aBandReadsAsManySourcesAsItIsWide() {
        int count = 50;
        int[] start = new int[count + 1];
        int[] target = new int[3 * count];
        int size = 0;
        for (int i = 0; i < count; i++) {
            for (int o = Math.max(0, i - 1); o <= Math.min(count - 1, i + 1); o++) {
                target[size++] = o;
            }
            start[i + 1] = size;
        }
        IntegerKernel.Sparse band =
                new IntegerKernel.Sparse(count, count, start, Arrays.copyOf(target, size), new byte[size]);
        SparseFans fans = new SparseFans();
        assertEquals(12, fans.sources(band, 10, true));
        assertEquals(30, fans.sources(band, 10, false));
        assertEquals(30, fans.pairs(band, 10));
        assertEquals(count, fans.sources(band, count, true));
    }

    private static IntegerKernel.Sparse random(SplittableRandom random, int inputs, int outputs) {
        int[] start = new int[inputs + 1];
        int[] target = new int[inputs * outputs];
        int size = 0;
        int reach = random.nextInt(1, outputs + 1);
        for (int i = 0; i < inputs; i++) {
            for (int o = 0; o < outputs; o++) {
                if (Math.abs(o - i) < reach && random.nextInt(3) == 0) {
                    target[size++] = o;
                }
            }
            start[i + 1] = size;
        }
        return new IntegerKernel.Sparse(inputs, outputs, start, Arrays.copyOf(target, size), new byte[size]);
    }

    private static boolean reaches(IntegerKernel.Sparse sparse, int source, int from, int to) {
        return pairs(sparse, source, from, to) > 0;
    }

    private static long pairs(IntegerKernel.Sparse sparse, int source, int from, int to) {
        return Arrays.stream(sparse.target(), sparse.rowStart()[source], sparse.rowStart()[source + 1])
                .filter(target -> target >= from && target < to)
                .count();
    }

    private static long sources(IntegerKernel.Sparse sparse, int from, int to) {
        long sources = 0;
        for (int i = 0; i < sparse.inputCount(); i++) {
            sources += reaches(sparse, i, from, to) ? 1 : 0;
        }
        return sources;
    }

    private static long pairs(IntegerKernel.Sparse sparse, int from, int to) {
        long pairs = 0;
        for (int i = 0; i < sparse.inputCount(); i++) {
            pairs += pairs(sparse, i, from, to);
        }
        return pairs;
    }
}
