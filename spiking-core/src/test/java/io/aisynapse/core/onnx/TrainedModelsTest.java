package io.aisynapse.core.onnx;

import static io.aisynapse.core.onnx.OnnxProbe.assertAgrees;
import static io.aisynapse.core.onnx.OnnxProbe.imported;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnText;
import io.aisynapse.core.ann.pass.AnnPasses;
import io.aisynapse.core.onnx.CheckedModel.Summary;
import io.aisynapse.test.TrainedModel;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Trained models on real samples, tensor by tensor against ONNX Runtime. */
class TrainedModelsTest {
    private static final double TOLERANCE = 1e-4;

    /** ONNX Runtime rounds every tensor of this model to float16, whose step is 2⁻¹¹ of the value; we do not. */
    private static final double HALF_TOLERANCE = 1e-3;

    @ParameterizedTest
    @EnumSource(TrainedModel.class)
    void everyTensorAgreesWithOnnxRuntime(TrainedModel model) {
        byte[] bytes = model.onnx();
        AnnGraph graph = imported(bytes);
        AnnGraph simplified = AnnPasses.simplify(graph);
        double tolerance = graph.halfPrecision() ? HALF_TOLERANCE : TOLERANCE;
        try (OnnxRuntimeReference reference = new OnnxRuntimeReference(bytes, graph)) {
            for (float[] sample : model.testSamples(5)) {
                Map<String, float[]> wanted = reference.run(sample);
                assertEquals(graph.nodes().size() - 1, assertAgrees(graph, sample, wanted, tolerance));
                int compared = assertAgrees(simplified, sample, wanted, tolerance);
                assertTrue(compared >= simplified.nodes().size() - 1, () -> "only " + compared + " tensors");
            }
        }
    }

    @Test
    void simplifiedNetworksHoldOnlyWhatASpikingOneNeeds() {
        assertEquals("""
                0 Input 1×28×28
                1 Conv 1→16 3p1,1×3p1,1 (0) 16×28×28
                2 Relu (1) 16×28×28
                3 AveragePool 2s2×2s2 counting padding (2) 16×14×14
                4 Conv 16→32 3p1,1×3p1,1 (3) 32×14×14
                5 Relu (4) 32×14×14
                6 AveragePool 2s2×2s2 counting padding (5) 32×7×7
                7 Conv 32→32 3p1,1×3p1,1 (6) 32×7×7
                8 Relu (7) 32×7×7
                9 AveragePool 7s7×7s7 counting padding (8) 32
                10 Dense 32→10 (9) 10
                """, textOf(TrainedModel.MNIST_CNN_BN_AVGPOOL));
        assertEquals("""
                0 Input 64
                1 Dense 64→64 (0) 64
                2 Relu (1) 64
                3 Dense 64→32 (2) 32
                4 Relu (3) 32
                5 Dense 32→10 (4) 10
                """, textOf(TrainedModel.DIGITS_SKLEARN_RELU));
    }

    private static String textOf(TrainedModel model) {
        return AnnText.of(AnnPasses.simplify(imported(model.onnx())));
    }

    @Test
    void labelsAndSoftmaxOfScikitLearnGoIntoTheTail() {
        AnnGraph graph = imported(TrainedModel.DIGITS_SKLEARN_RELU.onnx());
        assertTrue(graph.tail().softmax());
        assertTrue(graph.tail().classification());
        assertEquals(
                List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
                graph.tail().labels());
        assertEquals("probabilities", graph.answer().name());
    }

    @Test
    void theBatchIsFixedOrFree() {
        assertEquals(
                1,
                imported(TrainedModel.MNIST_LENET_MAXPOOL.onnx())
                        .inputs()
                        .getFirst()
                        .fixedBatch());
        assertEquals(
                0, imported(TrainedModel.MNIST_MLP.onnx()).inputs().getFirst().fixedBatch());
        assertTrue(imported(TrainedModel.MNIST_MLP_FP16.onnx()).halfPrecision());
        assertEquals(
                List.of(1, 28, 28),
                imported(TrainedModel.FMNIST_CNN_SMALL.onnx())
                        .inputs()
                        .getFirst()
                        .dimensions());
    }

    @Test
    void theSummarySaysWhatIsInTheFile() {
        Summary summary = OnnxGate.check(TrainedModel.MNIST_CNN_BN_AVGPOOL.onnx(), GateLimits.defaults())
                .summary();
        assertEquals(17, summary.opset());
        assertEquals("pytorch 2.15.0", summary.producer());
        assertEquals(14, summary.nodeCount());
        assertEquals(14_618, summary.parameterCount());
        assertEquals(
                Map.of("AveragePool", 3, "BatchNormalization", 3, "Conv", 3, "Flatten", 1, "Gemm", 1, "Relu", 3),
                summary.operators());
    }
}
