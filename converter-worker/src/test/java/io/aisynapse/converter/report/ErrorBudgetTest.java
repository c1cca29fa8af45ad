package io.aisynapse.converter.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.aisynapse.core.tensor.ArgMax;
import org.junit.jupiter.api.Test;

class ErrorBudgetTest {
    private static final double[][] ORIGINAL = {{3, 4}, {5, 0}};

    @Test
    void countsClassesAndMeasuresLogits() {
        double[][] logits = {{3, 4}, {5, 7}};
        ErrorBudget.Stage stage = ErrorBudget.compare("x", logits, ORIGINAL, new long[] {1, 1}, true);
        assertEquals(0.5, stage.agreement());
        assertEquals(1.0, stage.accuracy());
        assertEquals(Math.sqrt(49.0 / 50), stage.relativeError(), 1e-12);
    }

    @Test
    void aRegressionHasNoAgreement() {
        ErrorBudget.Stage stage = ErrorBudget.compare("x", ORIGINAL, ORIGINAL, new long[] {1, 1}, false);
        assertNull(stage.agreement());
        assertNull(stage.accuracy());
        assertEquals(0, stage.relativeError());
    }

    @Test
    void ofEqualLogitsTheFirstWins() {
        assertEquals(1, ArgMax.of(new double[] {0, 2, 2}));
    }
}
