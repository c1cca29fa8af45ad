package io.aisynapse.core.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnGraph.ModelInput;
import io.aisynapse.core.ann.AnnGraph.ModelOutput;
import io.aisynapse.core.ann.AnnRunner;
import io.aisynapse.core.ann.pass.AnnPasses;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Models of several inputs or outputs: values stand one after another, in the order that the file declares. */
class SeveralPortsTest {
    private static ModelBuilder twoByTwo() {
        return new ModelBuilder(17)
                .input("image", 0, 1, 4, 4)
                .input("speed", 0, 3)
                .weights("k", 2, 1, 3, 3)
                .weights("kb", 2)
                .node("Conv", "image k kb", "c")
                .node("Relu", "c", "r")
                .integers("flat", 0, -1)
                .node("Reshape", "r flat", "f")
                .node("Concat", "f speed", "all", "axis=1")
                .weights("w", 11, 4)
                .weights("b", 4)
                .node("Gemm", "all w b", "policy")
                .weights("v", 11, 1)
                .weights("vb", 1)
                .node("Gemm", "all v vb", "value")
                .node("Softmax", "policy", "chances")
                .output("value", 0, 1)
                .output("chances", 0, 4);
    }

    @Test
    void samplesAndAnswersAreTheirPartsOneAfterAnother() {
        byte[] model = twoByTwo().toBytes();
        AnnGraph graph = OnnxProbe.imported(model);
        assertEquals(
                List.of("image", "speed"),
                graph.inputs().stream().map(ModelInput::name).toList());
        assertEquals(19, graph.inputShape().size());
        assertEquals(
                List.of(new ModelOutput("value", 0, 1, List.of(1)), new ModelOutput("policy", 1, 4, List.of(4))),
                graph.outputs());
        assertEquals("policy", graph.answer().name());
        assertAgrees(model, graph, AnnPasses.simplify(graph));
    }

    private static void assertAgrees(byte[] model, AnnGraph graph, AnnGraph simplified) {
        SplittableRandom random = new SplittableRandom(3);
        float[] sample = new float[graph.inputShape().size()];
        for (int i = 0; i < sample.length; i++) {
            sample[i] = random.nextFloat();
        }
        try (OnnxRuntimeReference reference = new OnnxRuntimeReference(model, graph)) {
            Map<String, float[]> wanted = reference.run(sample);
            OnnxProbe.assertAgrees(graph, sample, wanted, 1e-5);
            float[] row =
                    new AnnRunner(simplified).run(sample)[simplified.nodes().size() - 1];
            for (ModelOutput output : graph.outputs()) {
                float[] part = Arrays.copyOfRange(row, output.from(), output.from() + output.size());
                float[] expected = wanted.get(output.name());
                assertNotNull(expected);
                assertArrayEquals(expected, part, 1e-5f);
            }
        }
    }

    /** A reshape that repeats the fixed batch size keeps one sample one row. */
    @Test
    void aFixedBatchIsOneSampleHere() {
        AnnGraph graph = OnnxProbe.imported(new ModelBuilder(17)
                .input("x", 4, 2, 3)
                .integers("shape", 4, 6)
                .node("Reshape", "x shape", "f")
                .weights("w", 6, 2)
                .weights("b", 2)
                .node("Gemm", "f w b", "y")
                .output("y", 4, 2)
                .toBytes());
        assertEquals(4, graph.inputs().getFirst().fixedBatch());
        assertEquals(6, graph.inputShape().size());
        assertEquals(2, graph.output().shape().size());
    }
}
