package io.aisynapse.standalone.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricsTest {
    @Test
    void accuracyIsTheShareOfLargestValuesThatAreTheLabel() {
        float[][] answers = {{0, 1}, {2, 1}, {0, 3}};
        assertEquals(2 / 3.0, new Classes(new long[] {1, 1, 1}).of(answers), 1e-12);
    }

    @Test
    void oneValueIsAClassAboveOneHalf() {
        assertEquals(1, new Classes(new long[] {0, 1}).of(new float[][] {{0.4f}, {0.6f}}));
    }

    @Test
    void regressionOfTheMeanExplainsNothingAndOfTheTargetsAll() {
        float[][] targets = {{1}, {3}};
        assertEquals(0, new Regression(targets).of(new float[][] {{2}, {2}}), 1e-12);
        assertEquals(1, new Regression(targets).of(targets), 1e-12);
        assertEquals(0.5, new Regression(targets).of(new float[][] {{2}, {3}}), 1e-12);
    }

    @Test
    void realAnswersAgreeByTheirRelativeDistance() {
        float[][] original = {{3, 0}, {0, 4}};
        assertEquals(1, new Reconstruction(original).agreement(original, original));
        assertEquals(0.8, new Reconstruction(original).agreement(new float[][] {{3, 1}, {0, 4}}, original), 1e-12);
        assertEquals(0.25, new Reconstruction(original).of(new float[][] {{3, 1}, {0, 4}}), 1e-12);
    }

    @Test
    void pixelsWithInkCarryTheDigitAndTheOthersNone() {
        Pixels pixels = Pixels.ofInk(new float[][] {{255, 0, 0, 100}}, 1 / 255f, new long[] {0});
        float[] allBackground = {1, 1, 1, 1, 0, 0, 0, 0};
        float[] allDigit = {0, 0, 0, 0, 1, 1, 1, 1};
        assertEquals(0.5, pixels.of(new float[][] {allBackground}));
        assertEquals(Map.of("ink_pixel_accuracy", 1.0), pixels.more(new float[][] {allDigit}));
        assertEquals(0, pixels.agreement(new float[][] {allDigit}, new float[][] {allBackground}));
    }
}
