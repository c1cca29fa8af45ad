package io.aisynapse.converter.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class IntervalTest {
    /** Wilson 1927, as worked out by hand for 8 of 10. */
    @Test
    void eightOfTenLieBetweenAHalfAndMost() {
        Interval interval = Interval.of(8, 10);
        assertEquals(0.8, interval.share(), 1e-12);
        assertEquals(0.4902, interval.low(), 1e-4);
        assertEquals(0.9433, interval.high(), 1e-4);
    }

    @Test
    void allOfManyIsNotCertainty() {
        Interval interval = Interval.of(100, 100);
        assertEquals(0.9630, interval.low(), 1e-4);
        assertEquals(1, interval.high(), 1e-12);
    }
}
