package io.aisynapse.converter.choice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DropTest {
    private static final double SQUARE = 2.705543454095414;

    @Test
    void withoutAnyChangeTheBoundIsThatOfWilson() {
        Drop none = Drop.paired(0, 0, 205);
        assertEquals(0, none.points());
        assertEquals(100 * SQUARE / (205 + SQUARE), none.high(), 1e-6);
        assertEquals(none.high(), Drop.leastBound(205), 1e-6);
        assertEquals(-none.high(), none.low(), 1e-6);
    }

    @Test
    void withoutGainsTheUpperBoundIsThatOfWilson() {
        double n = 400;
        double p = 7 / n;
        double middle = p + SQUARE / 2 / n;
        double half = Math.sqrt(SQUARE) * Math.sqrt(p * (1 - p) / n + SQUARE / 4 / n / n);
        assertEquals(
                100 * (middle + half) / (1 + SQUARE / n), Drop.paired(7, 0, 400).high(), 1e-6);
    }

    @Test
    void lossesAndGainsAreMirrored() {
        Drop drop = Drop.paired(9, 2, 150);
        Drop gain = Drop.paired(2, 9, 150);
        assertEquals(drop.points(), -gain.points(), 1e-9);
        assertEquals(drop.high(), -gain.low(), 1e-6);
        assertEquals(drop.low(), -gain.high(), 1e-6);
        assertTrue(drop.low() < drop.points() && drop.points() < drop.high());
    }

    @Test
    void gainsThatOutweighLossesStillLeaveDoubt() {
        Drop even = Drop.paired(5, 5, 500);
        assertEquals(0, even.points());
        assertTrue(even.high() > Drop.leastBound(500), even.toString());
    }

    /** 95 of 100 upper bounds must lie above the true drop of 2 points. */
    @Test
    void boundsHoldAsOftenAsTheySay() {
        SplittableRandom random = new SplittableRandom(5);
        int trials = 4000;
        int above = 0;
        int below = 0;
        for (int i = 0; i < trials; i++) {
            int lost = 0;
            int gained = 0;
            for (int s = 0; s < 400; s++) {
                double draw = random.nextDouble();
                lost += draw < 0.035 ? 1 : 0;
                gained += draw >= 0.035 && draw < 0.05 ? 1 : 0;
            }
            Drop drop = Drop.paired(lost, gained, 400);
            above += drop.high() >= 2 ? 1 : 0;
            below += drop.low() <= 2 ? 1 : 0;
        }
        assertEquals(0.95, above / (double) trials, 0.02);
        assertEquals(0.95, below / (double) trials, 0.02);
    }

    @Test
    void soManySamplesAsAreAskedForShowTheLimit() {
        int samples = Drop.samplesFor(1);
        assertEquals(268, samples);
        assertTrue(Drop.leastBound(samples) <= 1);
        assertTrue(Drop.leastBound(samples - 1) > 1);
    }

    @Test
    void aRelativeErrorIsThatOfAllSamplesTogether() {
        Drop drop = Drop.relative(new double[] {0.01, 0.03, 0.02, 0.02}, 8);
        assertEquals(10, drop.points(), 1e-9);
        assertTrue(drop.low() < 10 && drop.high() > 10 && drop.high() < 13, drop.toString());
    }
}
