package io.aisynapse.core.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnRunner;
import io.aisynapse.core.ann.pass.AnnPasses;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Small random graphs: what is imported and what is left after simplification is what ONNX Runtime computes. */
class RandomGraphsTest {
    private static final int GRAPHS = 2_000;
    private static final double TOLERANCE = 1e-4;

    @Test
    void importedAndSimplifiedGraphsAgreeWithOnnxRuntime() {
        List<String> failures = new ArrayList<>();
        int compared = 0;
        for (int seed = 0; seed < GRAPHS; seed++) {
            RandomModel random = new RandomModel(seed);
            try {
                compared += compare(random.build(), seed);
            } catch (RuntimeException | AssertionError failed) {
                failures.add("seed %d (%s): %s".formatted(seed, random.text(), failed));
            }
        }
        assertEquals(List.of(), failures);
        assertTrue(compared > 4 * GRAPHS, "only %d tensors compared".formatted(compared));
    }

    private static int compare(byte[] model, int seed) {
        AnnGraph graph = OnnxProbe.imported(model);
        AnnGraph simplified = AnnPasses.simplify(graph);
        SplittableRandom random = new SplittableRandom(seed);
        float[] sample = new float[graph.inputShape().size()];
        for (int i = 0; i < sample.length; i++) {
            sample[i] = random.nextFloat() * 2 - 1;
        }
        try (OnnxRuntimeReference reference = new OnnxRuntimeReference(model, graph)) {
            Map<String, float[]> wanted = reference.run(sample);
            int compared = OnnxProbe.assertAgrees(graph, sample, wanted, TOLERANCE);
            OnnxProbe.assertAgrees(simplified, sample, wanted, TOLERANCE);
            float[][] values = new AnnRunner(simplified).run(sample);
            float[] answer = OnnxProbe.answer(simplified, values[values.length - 1]);
            double error = OnnxProbe.relativeError(answer, Objects.requireNonNull(wanted.get("y")));
            assertTrue(error <= TOLERANCE, "answer is off by " + error);
            return compared;
        }
    }
}
