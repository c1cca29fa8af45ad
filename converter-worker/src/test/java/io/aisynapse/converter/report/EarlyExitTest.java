package io.aisynapse.converter.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class EarlyExitTest {
    private static final TickAnswers[] ANSWERS = {
        new TickAnswers(new int[] {1, 0, 0, 0}, new double[] {0.5, 1, 3, 4}),
        new TickAnswers(new int[] {1, 1, 1, 1}, new double[] {4, 4, 4, 4}),
        new TickAnswers(new int[] {0, 0, 1, 1}, new double[] {0.1, 0.2, 0.3, 0.4})
    };
    private static final float[][] ORIGINAL = {{1, 0}, {0, 1}, {0, 1}};

    @Test
    void aSampleEndsAtTheFirstTickWhoseLeadReachesTheMargin() {
        List<EarlyExit> curve = EarlyExit.measure(ANSWERS, 0, ORIGINAL, new long[] {0, 1, 0});
        EarlyExit eighth = curve.getFirst();
        assertEquals(0.5, eighth.margin());
        assertEquals((1 + 1 + 4) / 3.0, eighth.meanTicks(), 1e-9);
        assertEquals(2 / 3.0, eighth.agreement().share(), 1e-9);
        assertEquals(1 / 3.0, Objects.requireNonNull(eighth.accuracy()).share(), 1e-9);
        EarlyExit whole = curve.get(4);
        assertEquals(4, whole.margin());
        assertEquals((4 + 1 + 4) / 3.0, whole.meanTicks(), 1e-9);
        assertEquals(1, whole.agreement().share(), 1e-9);
    }

    @Test
    void noSampleEndsBeforeTheReadoutBegins() {
        List<EarlyExit> curve = EarlyExit.measure(ANSWERS, 2, ORIGINAL, null);
        assertEquals((3 + 3 + 4) / 3.0, curve.getFirst().meanTicks(), 1e-9);
        assertNull(curve.getFirst().accuracy());
    }

    @Test
    void aLargerMarginNeverEndsEarlier() {
        List<EarlyExit> curve = EarlyExit.measure(ANSWERS, 0, ORIGINAL, null);
        for (int i = 1; i < curve.size(); i++) {
            assertTrue(curve.get(i).meanTicks() >= curve.get(i - 1).meanTicks(), curve::toString);
        }
    }
}
