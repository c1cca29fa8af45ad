package io.aisynapse.core.convert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ThresholdSolverTest {
    @Test
    void aSilentChannelHasNoThreshold() {
        assertEquals(0, new ThresholdSolver(8).solve(List.of(new ChannelHistogram(0))));
    }

    @Test
    void manyStepsLeaveTheLargestValueUnclipped() {
        ChannelHistogram uniform = new ChannelHistogram(2);
        for (int i = 1; i <= 10_000; i++) {
            uniform.add(2f * i / 10_000);
        }
        assertEquals(2, new ThresholdSolver(256).solve(List.of(uniform)), 0.03);
    }

    @Test
    void fewStepsClipTheTailOfALongTailedChannel() {
        ChannelHistogram exponential = exponential();
        double few = new ThresholdSolver(4).solve(List.of(exponential));
        double many = new ThresholdSolver(64).solve(List.of(exponential));
        assertTrue(few < 0.7 * many, few + " against " + many);
    }

    @Test
    void noOtherGridPointIsBetter() {
        ThresholdSolver solver = new ThresholdSolver(8);
        ChannelHistogram exponential = exponential();
        double least = solver.squaredError(exponential, solver.solve(List.of(exponential)));
        for (int i = 0; i < 95; i++) {
            double threshold = exponential.largest() * (1 - 0.01 * i);
            assertTrue(least <= solver.squaredError(exponential, threshold), "at " + threshold);
        }
    }

    private static ChannelHistogram exponential() {
        SplittableRandom random = new SplittableRandom(7);
        float[] values = new float[20_000];
        float largest = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) -Math.log(1 - random.nextDouble());
            largest = Math.max(largest, values[i]);
        }
        ChannelHistogram histogram = new ChannelHistogram(largest);
        for (float value : values) {
            histogram.add(value);
        }
        return histogram;
    }
}
