package io.aisynapse.converter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnNode;
import io.aisynapse.core.ann.Tail;
import io.aisynapse.core.ann.prior.InputRange;
import io.aisynapse.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CalibrationSetTest {
    @Test
    void aboutAFifthIsHeldOutAndNoSampleIsOnBothSides() {
        CalibrationSet set = CalibrationSet.of(samples(500), null, "test");
        int heldOut = set.heldOut().samples().length;
        assertTrue(heldOut > 70 && heldOut < 130, () -> heldOut + " held out");
        assertEquals(500, heldOut + set.solving().samples().length);
        List<float[]> solving = Arrays.asList(set.solving().samples());
        assertTrue(Arrays.stream(set.heldOut().samples()).noneMatch(solving::contains));
    }

    @Test
    void aSampleIsOnTheSameSideInEverySet() {
        CalibrationSet all = CalibrationSet.of(samples(200), null, "test");
        CalibrationSet some = CalibrationSet.of(Arrays.copyOf(samples(200), 100), null, "test");
        List<Float> heldOut =
                Arrays.stream(all.heldOut().samples()).map(s -> s[0]).toList();
        for (float[] sample : some.heldOut().samples()) {
            assertTrue(heldOut.contains(sample[0]));
        }
    }

    @Test
    void labelsGoWithTheirSamples() {
        long[] labels = new long[200];
        Arrays.setAll(labels, i -> i);
        CalibrationSet heldOut = CalibrationSet.of(samples(200), labels, "test").heldOut();
        long[] kept = heldOut.labels();
        for (int i = 0; kept != null && i < kept.length; i++) {
            assertEquals(heldOut.samples()[i][0], (float) kept[i]);
        }
    }

    @Test
    void ofFewOrInventedSamplesNoneIsHeldOut() {
        assertEquals(0, CalibrationSet.of(samples(20), null, "test").heldOut().samples().length);
        AnnGraph network = AnnGraph.simple(
                new AnnGraph.ModelInput("x", List.of(3), 0, false),
                List.of(new AnnNode("x", "x", new AnnLayer.Input(), List.of(), Shape.vector(3))),
                new Tail(false, List.of(), false),
                "x");
        CalibrationSet synthetic = CalibrationSet.synthetic(1, 200, network, InputRange.declared(network, -1, 2));
        assertEquals(0, synthetic.heldOut().samples().length);
        assertEquals(200, synthetic.solving().samples().length);
        assertEquals(200, synthetic.measured().samples().length);
    }

    private static float[][] samples(int count) {
        float[][] samples = new float[count][3];
        for (int i = 0; i < count; i++) {
            samples[i][0] = i;
        }
        return samples;
    }
}
