package io.aisynapse.core.onnx;

import static io.aisynapse.core.onnx.OnnxProbe.imported;
import static io.aisynapse.core.onnx.OnnxProbe.onlyFinding;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnNode;
import io.aisynapse.core.ann.AnnRunner;
import io.aisynapse.core.ann.AnnText;
import io.aisynapse.core.ann.Tail;
import io.aisynapse.core.ann.pass.AnnPasses;
import io.aisynapse.core.ann.pass.DropQuantise;
import io.aisynapse.test.TrainedModel;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Quantised models of all dialects against ONNX Runtime; a value between two levels may go either way. */
class QuantisedOperatorsTest {
    private static final double TOLERANCE = 1e-4;

    /** Adds what lies between the input {@code x} and the output {@code y}, where quanta are this large. */
    private record Case(String name, double quantum, UnaryOperator<ModelBuilder> body) {}

    private static ModelBuilder bytes(ModelBuilder model, String name, int type, long[] dims, int... values) {
        byte[] raw = new byte[values.length];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (byte) values[i];
        }
        model.graph().message(5, ModelBuilder.tensor(name, type, dims).raw(9, raw));
        return model;
    }

    /** Seven bits: ONNX Runtime's kernels for older processors overflow with eight. */
    private static ModelBuilder integerWeights(ModelBuilder model, String name, int type, long... dims) {
        SplittableRandom random = new SplittableRandom(5);
        int size = 1;
        for (long dim : dims) {
            size *= (int) dim;
        }
        return bytes(
                model,
                name,
                type,
                dims,
                random.ints(size, type == 2 ? 0 : -63, type == 2 ? 128 : 64).toArray());
    }

    private static ModelBuilder biases(ModelBuilder model, String name, int... values) {
        ModelBuilder.Message tensor = ModelBuilder.tensor(name, 6, values.length);
        for (int value : values) {
            tensor.number(5, value);
        }
        model.graph().message(5, tensor);
        return model;
    }

    /** Scale and zero point under these names, the zero point uint8 (2) or int8 (3). */
    private static ModelBuilder levels(ModelBuilder model, String suffix, float scale, int type, int zero) {
        return bytes(model.reals("s" + suffix, new float[] {scale}), "z" + suffix, type, new long[0], zero);
    }

    private static ModelBuilder common(ModelBuilder model) {
        levels(model, "x", 1 / 127f, 2, 128);
        levels(model, "w", 0.01f, 3, 0);
        levels(model, "y", 0.05f, 2, 100);
        levels(model, "r", 0.03f, 2, 0);
        return model;
    }

    @TestFactory
    Stream<DynamicTest> quantisedDialectsAgree() {
        return Stream.of(
                        new Case(
                                "Q and DQ around a product",
                                0.03,
                                model -> integerWeights(common(model), "q", 3, 12, 7)
                                        .reals("scales", new float[] {.01f, .02f, .01f, .03f, .01f, .02f, .01f}, 7)
                                        .node("DequantizeLinear", "q scales", "w", "axis=1")
                                        .node("QuantizeLinear", "x sx zx", "qx")
                                        .node("DequantizeLinear", "qx sx zx", "dx")
                                        .node("MatMul", "dx w", "m")
                                        .node("QuantizeLinear", "m sr zr", "qm")
                                        .node("DequantizeLinear", "qm sr zr", "y")),
                        new Case(
                                "weights quantised in the graph",
                                0.05,
                                model -> common(model)
                                        .weights("f", 12, 4)
                                        .node("QuantizeLinear", "f sw zw", "q")
                                        .node("DequantizeLinear", "q sw zw", "w")
                                        .node("MatMul", "x w", "m")
                                        .node("QuantizeLinear", "m sy zy", "qy")
                                        .node("DequantizeLinear", "qy sy zy", "y")),
                        new Case(
                                "dequantised by another scale, seven bits",
                                0.03,
                                model -> bytes(
                                                bytes(common(model), "zero", 2, new long[0], 0),
                                                "top",
                                                2,
                                                new long[0],
                                                90)
                                        .node("QuantizeLinear", "x sr zr", "q")
                                        .node("Clip", "q zero top", "c")
                                        .node("DequantizeLinear", "c sr zr", "a")
                                        .node("DequantizeLinear", "q sy zy", "b")
                                        .node("Add", "a b", "y")),
                        new Case(
                                "QLinearMatMul twice",
                                0.15,
                                model -> integerWeights(integerWeights(common(model), "q", 3, 12, 7), "p", 3, 7, 5)
                                        .node("QuantizeLinear", "x sx zx", "qx")
                                        .node("QLinearMatMul", "qx sx zx q sw zw sy zy", "h")
                                        .node("QLinearMatMul", "h sy zy p sw zw sy zy", "o")
                                        .node("DequantizeLinear", "o sy zy", "y")),
                        new Case(
                                "dynamic product",
                                0.2,
                                model -> integerWeights(common(model), "q", 2, 12, 7)
                                        .weights("b", 7)
                                        .node("DynamicQuantizeLinear", "x", "d ds dz")
                                        .node("MatMulInteger", "d q dz zy", "i")
                                        .node("Cast", "i", "f", "to=1")
                                        .node("Mul", "ds sw", "ss")
                                        .node("Mul", "f ss", "m")
                                        .node("Add", "m b", "y")))
                .map(each -> test(each, new long[] {0, 12}));
    }

    @TestFactory
    Stream<DynamicTest> quantisedImagesAgree() {
        return Stream.of(
                        new Case(
                                "QLinearConv, pooled and flattened as integers",
                                0.1,
                                model -> biases(
                                                integerWeights(common(model), "q", 3, 5, 4, 3, 3),
                                                "b",
                                                3000,
                                                -2000,
                                                0,
                                                9000,
                                                7)
                                        .node("QuantizeLinear", "x sx zx", "qx")
                                        .node("QLinearConv", "qx sx zx q sw zw sy zy b", "c", "pads=1,1,1,1")
                                        .node("MaxPool", "c", "p", "kernel_shape=2,2", "strides=2,2")
                                        .node("Flatten", "p", "f")
                                        .node("DequantizeLinear", "f sy zy", "y")),
                        new Case(
                                "dynamic convolution",
                                0.2,
                                model -> integerWeights(common(model), "q", 2, 5, 4, 3, 3)
                                        .node("DynamicQuantizeLinear", "x", "d ds dz")
                                        .node("ConvInteger", "d q dz zy", "i", "strides=2,2")
                                        .node("Cast", "i", "f", "to=1")
                                        .node("Mul", "ds sw", "ss")
                                        .node("Mul", "f ss", "y")))
                .map(each -> test(each, new long[] {0, 4, 9, 10}));
    }

    private static DynamicTest test(Case each, long[] input) {
        return DynamicTest.dynamicTest(each.name(), () -> {
            byte[] model = each.body()
                    .apply(new ModelBuilder(17).input("x", input))
                    .output("y")
                    .toBytes();
            AnnGraph graph = imported(model);
            SplittableRandom random = new SplittableRandom(7);
            float[] sample = new float[graph.inputShape().size()];
            for (int i = 0; i < sample.length; i++) {
                sample[i] = random.nextFloat() * 2 - 1;
            }
            try (OnnxRuntimeReference reference = new OnnxRuntimeReference(model, graph)) {
                float[] wanted = Objects.requireNonNull(reference.run(sample).get("y"));
                float[][] values = new AnnRunner(graph).run(sample);
                assertArrayEquals(wanted, values[values.length - 1], (float) each.quantum() * 1.001f);
                assertTrue(largest(wanted) > 3 * each.quantum(), "the answers are too small to tell");
            }
        });
    }

    private static float largest(float[] values) {
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    @Test
    void everyNodeOfATrainedModelIsAtMostALevelOff() {
        byte[] bytes = OnnxProbe.fixture("models/fmnist_cnn_int8_qdq.onnx");
        AnnGraph graph = imported(bytes);
        int compared = 0;
        try (OnnxRuntimeReference reference = new OnnxRuntimeReference(bytes, graph)) {
            for (float[] sample : TrainedModel.FMNIST_CNN_SMALL.testSamples(5)) {
                Map<String, float[]> wanted = reference.run(sample);
                float[][] values = new AnnRunner(graph).run(sample, wanted);
                for (int index = 1; index < values.length; index++) {
                    AnnNode node = graph.nodes().get(index);
                    float[] tensor = wanted.get(node.tensor());
                    if (tensor != null) {
                        double quantum = node.layer() instanceof AnnLayer.Quantise layer ? layer.scale() : 0;
                        double allowed = quantum * 1.001 + TOLERANCE * Math.max(1e-3, largest(tensor));
                        assertArrayEquals(tensor, values[index], (float) allowed, node.name());
                        compared++;
                    }
                }
            }
        }
        assertEquals(5 * (graph.nodes().size() - 1), compared);
    }

    @Test
    void saturationAtTheZeroPointBecomesAReluAndOtherRoundingGoes() {
        AnnGraph graph = imported(OnnxProbe.fixture("models/fmnist_cnn_int8_qdq.onnx"));
        AnnGraph simplified = AnnPasses.withoutRoundings(AnnPasses.simplify(graph));
        assertEquals("""
                0 Input 1×28×28
                1 Conv 1→16 3s2p1,1×3s2p1,1 (0) 16×14×14
                2 Relu(0..6.9232206) (1) 16×14×14
                3 Conv 16→32 3p1,1×3p1,1 (2) 32×14×14
                4 Relu(0..6.279659) (3) 32×14×14
                5 MaxPool 2s2×2s2 (4) 32×7×7
                6 Conv 32→64 3p1,1×3p1,1 (5) 64×7×7
                7 Relu(0..10.803001) (6) 64×7×7
                8 AveragePool 7×7 (7) 64
                9 Dense 64→10 (8) 10
                """, AnnText.of(simplified));
        assertEquals(8, DropQuantise.plan(graph).size());
        assertEquals(0.02714988 / 2, DropQuantise.plan(graph).get(1).bound(), 1e-8);
    }

    @Test
    void oneRoundingIsLeftForEachValueThatNeuronsCarry() {
        AnnGraph graph = imported(OnnxProbe.fixture("models/fmnist_cnn_int8_qdq.onnx"));
        AnnGraph simplified = AnnPasses.simplify(graph);
        assertEquals("""
                0 Input 1×28×28
                1 Quantise 0.003921569 0 0..255 (0) 1×28×28
                2 Conv 1→16 3s2p1,1×3s2p1,1 (1) 16×14×14
                3 Quantise 0.027149884 0 0..255 (2) 16×14×14
                4 Conv 16→32 3p1,1×3p1,1 (3) 32×14×14
                5 Quantise 0.024626113 0 0..255 (4) 32×14×14
                6 MaxPool 2s2×2s2 (5) 32×7×7
                7 Conv 32→64 3p1,1×3p1,1 (6) 64×7×7
                8 Quantise 0.042364713 0 0..255 (7) 64×7×7
                9 AveragePool 7×7 (8) 64
                10 Quantise 0.014909345 0 0..255 (9) 64
                11 Dense 64→10 (10) 10
                """, AnnText.of(simplified));
        assertTrue(simplified.tail().steps().getFirst() instanceof Tail.Step.Round);
        AnnRunner before = new AnnRunner(graph);
        AnnRunner after = new AnnRunner(simplified);
        for (float[] sample : TrainedModel.FMNIST_CNN_SMALL.testSamples(20)) {
            double[] wanted = asDoubles(before.run(sample)[graph.nodes().size() - 1]);
            double[] logits = asDoubles(after.run(sample)[simplified.nodes().size() - 1]);
            assertArrayEquals(graph.tail().apply(wanted), simplified.tail().apply(logits), 1e-5);
        }
    }

    private static double[] asDoubles(float[] values) {
        double[] doubles = new double[values.length];
        Arrays.setAll(doubles, i -> values[i]);
        return doubles;
    }

    @Test
    void droppedRoundingChangesFewAnswers() {
        AnnGraph graph = imported(OnnxProbe.fixture("models/fmnist_cnn_int8_qdq.onnx"));
        AnnGraph simplified = AnnPasses.withoutRoundings(AnnPasses.simplify(graph));
        int same = 0;
        for (float[] sample : TrainedModel.FMNIST_CNN_SMALL.testSamples(100)) {
            float[][] rounded = new AnnRunner(graph).run(sample);
            float[][] free = new AnnRunner(simplified).run(sample);
            same += argmax(rounded[rounded.length - 1]) == argmax(free[free.length - 1]) ? 1 : 0;
        }
        assertTrue(same >= 95, same + " of 100 answers are the same");
    }

    private static int argmax(float[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }

    @Test
    void aReluBehindRoundingTakesItsUpperEnd() {
        byte[] model = common(new ModelBuilder(17).input("x", 0, 12))
                .weights("w", 12, 4)
                .weights("v", 4, 2)
                .node("MatMul", "x w", "m")
                .node("QuantizeLinear", "m sy zy", "q")
                .node("DequantizeLinear", "q sy zy", "d")
                .node("Relu", "d", "r")
                .node("MatMul", "r v", "y")
                .output("y")
                .toBytes();
        AnnGraph simplified = AnnPasses.simplify(imported(model));
        assertTrue(AnnText.of(simplified).contains("2 Quantise 0.05 100 100..255 (1) 4"));
        assertEquals("""
                0 Input 12
                1 Dense 12→4 (0) 4
                2 Relu(0..7.75) (1) 4
                3 Dense 4→2 (2) 2
                """, AnnText.of(AnnPasses.withoutRoundings(simplified)));
    }

    @Test
    void realArithmeticOnIntegersIsRefused() {
        ModelBuilder model = common(new ModelBuilder(17).input("x", 0, 12))
                .node("QuantizeLinear", "x sx zx", "q")
                .node("Relu", "q", "y")
                .output("y");
        assertEquals(
                "Relu of 'q', which holds integers",
                onlyFinding("quantised-only", model.toBytes()).seen());
    }

    @Test
    void aDynamicScaleIsOnlyTakenBackWhereItWasTakenOut() {
        ModelBuilder model = integerWeights(common(new ModelBuilder(17).input("x", 0, 12)), "q", 2, 12, 7)
                .node("DynamicQuantizeLinear", "x", "d ds dz")
                .node("MatMulInteger", "d q dz zy", "i")
                .node("Cast", "i", "f", "to=1")
                .node("Mul", "f sw", "y")
                .output("y");
        assertFalse(OnnxProbe.findings(model.toBytes()).isEmpty());
    }
}
