package io.aisynapse.converter.choice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.ann.Tail;
import java.util.List;
import org.junit.jupiter.api.Test;

class JudgeTest {
    private static final Tail INDICES = new Tail(false, List.of(), true);
    private static final float[][] ORIGINAL = {{1, 0}, {1, 0}, {0, 1}, {0, 1}};
    private static final float[][] SPIKING = {{1, 0}, {0, 1}, {0, 1}, {1, 0}};

    @Test
    void withoutLabelsTheFallIsOfAgreement() {
        Quality quality = new Judge(INDICES, ORIGINAL, null).judge(SPIKING);
        assertEquals("agreement", quality.measure());
        assertNull(quality.accuracy());
        assertEquals(0.5, quality.agreement());
        assertEquals(50, quality.drop().points(), 1e-9);
    }

    @Test
    void withLabelsAnAnswerThatWasWrongBeforeIsNoLoss() {
        Quality quality = new Judge(INDICES, ORIGINAL, new long[] {0, 0, 1, 0}).judge(SPIKING);
        assertEquals("accuracy", quality.measure());
        assertEquals(0.75, quality.accuracyOriginal());
        assertEquals(0.75, quality.accuracy());
        assertEquals(0, quality.drop().points(), 1e-9);
    }

    @Test
    void labelsAreTheModelsOwnWhereItHasNumbers() {
        Tail named = new Tail(false, List.of("3", "7"), true);
        Quality quality = new Judge(named, ORIGINAL, new long[] {3, 3, 7, 7}).judge(SPIKING);
        assertEquals(1.0, quality.accuracyOriginal());
        assertEquals(0.5, quality.accuracy());
    }

    @Test
    void labelsThatTheOriginalMissesAreSetAside() {
        Judge judge = new Judge(INDICES, ORIGINAL, new long[] {1, 2, 3, 4});
        assertTrue(judge.labelsMissed());
        assertEquals("agreement", judge.judge(SPIKING).measure());
        assertFalse(new Judge(INDICES, ORIGINAL, new long[] {0, 0, 1, 1}).labelsMissed());
    }

    @Test
    void answersThatAreNoClassesAreComparedByDistance() {
        Tail values = new Tail(false, List.of(), false);
        Quality quality = new Judge(values, new float[][] {{3}, {4}}, null).judge(new float[][] {{3}, {4.5f}});
        assertEquals("relative error", quality.measure());
        assertEquals(0.9, quality.agreement(), 1e-6);
    }
}
