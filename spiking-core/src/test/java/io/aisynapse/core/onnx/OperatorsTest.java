package io.aisynapse.core.onnx;

import static io.aisynapse.core.onnx.OnnxProbe.assertAgrees;
import static io.aisynapse.core.onnx.OnnxProbe.imported;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnNode;
import io.aisynapse.core.ann.AnnRunner;
import io.aisynapse.core.ann.pass.AnnPasses;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each operator and its variants in a small model, tensor by tensor against ONNX Runtime. */
class OperatorsTest {
    private static final double TOLERANCE = 1e-4;

    /** Adds what lies between the input {@code x} and the output {@code y}. */
    private interface Body extends UnaryOperator<ModelBuilder> {}

    @TestFactory
    Stream<DynamicTest> denseOperatorsAgree() {
        return Stream.of(
                vector(
                        "gemm with alpha and beta",
                        17,
                        model -> model.weights("w", 12, 7)
                                .weights("b", 7)
                                .node("Gemm", "x w b", "y", "alpha=0.5", "beta=2.0")),
                vector(
                        "gemm transposed, scalar bias",
                        17,
                        model -> model.weights("w", 7, 12).weights("b", 1).node("Gemm", "x w b", "y", "transB=1")),
                vector(
                        "gemm without bias",
                        11,
                        model -> model.weights("w", 12, 7).node("Gemm", "x w", "y")),
                vector(
                        "matmul, bias on the left",
                        13,
                        model -> model.weights("w", 12, 7)
                                .weights("b", 1, 7)
                                .node("MatMul", "x w", "m")
                                .node("Add", "b m", "y")),
                vector(
                        "two dense layers in a row",
                        13,
                        model -> model.weights("v", 12, 9)
                                .weights("w", 9, 4)
                                .node("MatMul", "x v", "h")
                                .node("Gemm", "h w", "y")),
                vector(
                        "constants on both sides",
                        13,
                        model -> model.weights("a", 12)
                                .positives("d", 12)
                                .weights("w", 12, 5)
                                .node("Sub", "a x", "s")
                                .node("Div", "s d", "q")
                                .node("Mul", "q a", "p")
                                .node("Sub", "p d", "r")
                                .node("Neg", "r", "n")
                                .node("MatMul", "n w", "y")),
                vector(
                        "residual",
                        13,
                        model -> model.weights("w", 12, 12)
                                .node("MatMul", "x w", "m")
                                .node("Relu", "m", "r")
                                .node("Add", "r x", "s")
                                .node("Sum", "s m r", "y")),
                vector(
                        "identity and dropout",
                        13,
                        model -> model.weights("w", 12, 5)
                                .node("Identity", "x", "i")
                                .node("Dropout", "i", "d")
                                .node("Cast", "d", "c", "to=1")
                                .node("MatMul", "c w", "y")));
    }

    @TestFactory
    Stream<DynamicTest> convolutionsAgree() {
        return Stream.of(
                image("plain", 11, model -> model.weights("w", 5, 4, 3, 3).node("Conv", "x w", "y")),
                image(
                        "asymmetric pads, strides",
                        11,
                        model -> model.weights("w", 5, 4, 3, 2)
                                .weights("b", 5)
                                .node("Conv", "x w b", "y", "pads=1,0,2,1", "strides=2,3")),
                image(
                        "dilated",
                        11,
                        model -> model.weights("w", 5, 4, 3, 3)
                                .node("Conv", "x w", "y", "dilations=2,2", "pads=2,2,2,2")),
                image(
                        "grouped",
                        11,
                        model -> model.weights("w", 6, 2, 3, 3).node("Conv", "x w", "y", "group=2", "pads=1,1,1,1")),
                image(
                        "depthwise",
                        11,
                        model -> model.weights("w", 8, 1, 3, 3).node("Conv", "x w", "y", "group=4", "auto_pad=VALID")),
                image(
                        "same upper",
                        11,
                        model -> model.weights("w", 5, 4, 3, 4)
                                .node("Conv", "x w", "y", "auto_pad=SAME_UPPER", "strides=2,2")),
                image(
                        "same lower",
                        11,
                        model -> model.weights("w", 5, 4, 4, 4)
                                .node("Conv", "x w", "y", "auto_pad=SAME_LOWER", "strides=1,2")),
                image(
                        "batch norm and ReLU6",
                        15,
                        model -> model.weights("w", 5, 4, 3, 3)
                                .weights("g", 5)
                                .weights("s", 5)
                                .weights("m", 5)
                                .positives("v", 5)
                                .reals("zero", new float[] {0})
                                .reals("six", new float[] {0.75f})
                                .node("Conv", "x w", "c")
                                .node("BatchNormalization", "c g s m v", "b", "epsilon=0.01")
                                .node("Clip", "b zero six", "y")),
                image("clip by attributes", 9, model -> model.node("Clip", "x", "y", "min=0.0", "max=0.5")),
                image(
                        "normalised input before padding",
                        13,
                        model -> model.weights("a", 1, 4, 1, 1)
                                .weights("w", 5, 4, 3, 3)
                                .node("Add", "x a", "n")
                                .node("Conv", "n w", "y", "pads=1,1,1,1")),
                image(
                        "normalised input without padding",
                        13,
                        model -> model.weights("a", 4, 1, 1)
                                .weights("w", 5, 4, 3, 3)
                                .node("Add", "x a", "n")
                                .node("Conv", "n w", "y")),
                image(
                        "a map added",
                        13,
                        model -> model.weights("a", 1, 1, 9, 10)
                                .weights("w", 5, 4, 3, 3)
                                .node("Mul", "x a", "n")
                                .node("Conv", "n w", "y")));
    }

    @TestFactory
    Stream<DynamicTest> poolingsAgree() {
        return Stream.of(
                image(
                        "max with padding",
                        12,
                        model -> model.node("MaxPool", "x", "y", "kernel_shape=3,3", "pads=1,1,1,1", "strides=2,2")),
                image(
                        "max, then ReLU",
                        12,
                        model -> model.node("MaxPool", "x", "m", "kernel_shape=2,2", "strides=2,2")
                                .node("Relu", "m", "y")),
                image(
                        "average without padding in the count",
                        11,
                        model ->
                                model.node("AveragePool", "x", "y", "kernel_shape=3,3", "pads=1,1,1,1", "strides=2,2")),
                image(
                        "average with padding in the count",
                        11,
                        model -> model.node(
                                "AveragePool", "x", "y", "kernel_shape=3,2", "pads=1,1,1,0", "count_include_pad=1")),
                image(
                        "ceiling that changes nothing",
                        11,
                        model -> model.node("AveragePool", "x", "y", "kernel_shape=3,2", "strides=3,2", "ceil_mode=1")),
                image("global average", 11, model -> model.node("GlobalAveragePool", "x", "y")),
                image("global maximum", 11, model -> model.node("GlobalMaxPool", "x", "y")),
                image(
                        "mean over the plane",
                        13,
                        model -> model.node("ReduceMean", "x", "y", "axes=2,3,", "keepdims=0")),
                image(
                        "mean over the channels",
                        18,
                        model -> model.integers("axes", -3).node("ReduceMean", "x axes", "y")));
    }

    @TestFactory
    Stream<DynamicTest> viewsAndMovesAgree() {
        return Stream.of(
                image(
                        "flatten",
                        13,
                        model -> model.weights("w", 360, 3)
                                .node("Flatten", "x", "f")
                                .node("MatMul", "f w", "y")),
                image(
                        "reshape with 0 and −1",
                        13,
                        model -> model.integers("shape", 0, 2, -1, 10)
                                .weights("w", 3, 2, 3, 3)
                                .node("Reshape", "x shape", "r")
                                .node("Conv", "r w", "y")),
                image(
                        "channels last and back",
                        13,
                        model -> model.weights("w", 5, 4, 3, 3)
                                .weights("b", 1, 1, 1, 5)
                                .weights("d", 280, 3)
                                .node("Conv", "x w", "c")
                                .node("Transpose", "c", "t", "perm=0,2,3,1")
                                .node("Add", "t b", "a")
                                .node("Relu", "a", "r")
                                .node("Flatten", "r", "f")
                                .node("MatMul", "f d", "y")),
                image(
                        "padding",
                        13,
                        model -> model.integers("pads", 0, 0, 1, 0, 0, 0, 2, 1)
                                .weights("w", 5, 4, 3, 3)
                                .node("Pad", "x pads", "p")
                                .node("Conv", "p w", "y")),
                image("cropping by negative pads", 9, model -> model.node("Pad", "x", "y", "pads=0,0,-1,0,0,0,-2,-1")),
                image(
                        "slice",
                        13,
                        model -> model.integers("starts", 1, -1)
                                .integers("ends", 4, -8)
                                .integers("axes", 1, 3)
                                .integers("steps", 2, -3)
                                .node("Slice", "x starts ends axes steps", "y")),
                image(
                        "gather",
                        13,
                        model -> model.integers("which", 2, 0, -1).node("Gather", "x which", "y", "axis=1")));
    }

    @TestFactory
    Stream<DynamicTest> axesBranchesAndComputedShapesAgree() {
        return Stream.of(
                image(
                        "squeeze and unsqueeze",
                        13,
                        model -> model.integers("axes", 1)
                                .node("GlobalAveragePool", "x", "g")
                                .node("Squeeze", "g", "s")
                                .node("Unsqueeze", "x axes", "u")
                                .node("Squeeze", "u axes", "v")
                                .node("Relu", "v", "y")),
                image(
                        "concatenated branches",
                        13,
                        model -> model.weights("v", 3, 4, 1, 1)
                                .weights("w", 5, 4, 1, 1)
                                .node("Conv", "x v", "a")
                                .node("Conv", "x w", "b")
                                .node("Concat", "a x b", "y", "axis=1")),
                image(
                        "a shape computed in the graph",
                        13,
                        model -> model.integers("two", 2)
                                .integers("rest", -1)
                                .node("Shape", "x", "s")
                                .node("Gather", "s two", "g", "axis=0")
                                .node("Concat", "g rest", "c", "axis=0")
                                .node("Reshape", "x c", "r")
                                .node("Relu", "r", "y")));
    }

    @TestFactory
    Stream<DynamicTest> signalsAgree() {
        return Stream.of(
                test(
                        "1-D convolution",
                        11,
                        new long[] {0, 3, 20},
                        model -> model.weights("w", 4, 3, 5).node("Conv", "x w", "y", "pads=2,1", "strides=2,")),
                test(
                        "1-D poolings",
                        12,
                        new long[] {0, 3, 20},
                        model -> model.node("MaxPool", "x", "m", "kernel_shape=3,", "strides=2,")
                                .node("AveragePool", "m", "a", "kernel_shape=2,", "pads=1,1")
                                .node("GlobalAveragePool", "a", "y")));
    }

    private static DynamicTest vector(String name, int opset, Body body) {
        return test(name, opset, new long[] {0, 12}, body);
    }

    private static DynamicTest image(String name, int opset, Body body) {
        return test(name, opset, new long[] {0, 4, 9, 10}, body);
    }

    private static DynamicTest test(String name, int opset, long[] input, Body body) {
        return DynamicTest.dynamicTest(name + " (opset " + opset + ")", () -> {
            byte[] model = body.apply(new ModelBuilder(opset).input("x", input))
                    .output("y")
                    .toBytes();
            AnnGraph graph = imported(model);
            AnnGraph simplified = AnnPasses.simplify(graph);
            SplittableRandom random = new SplittableRandom(7);
            float[] sample = new float[graph.inputShape().size()];
            for (int i = 0; i < sample.length; i++) {
                sample[i] = random.nextFloat() * 2 - 1;
            }
            try (OnnxRuntimeReference reference = new OnnxRuntimeReference(model, graph)) {
                Map<String, float[]> wanted = reference.run(sample);
                assertAgrees(graph, sample, wanted, TOLERANCE);
                assertAgrees(simplified, sample, wanted, TOLERANCE);
                float[][] values = new AnnRunner(simplified).run(sample);
                float[] answer = Objects.requireNonNull(wanted.get("y"));
                assertTrue(OnnxProbe.relativeError(values[values.length - 1], answer) <= TOLERANCE);
            }
        });
    }

    @Test
    void softmaxAndClassGoIntoTheTail() {
        byte[] model = new ModelBuilder(13)
                .input("x", 1, 12)
                .weights("w", 12, 5)
                .node("MatMul", "x w", "logits")
                .node("Softmax", "logits", "p", "axis=1")
                .node("ArgMax", "p", "class", "axis=1", "keepdims=0")
                .output("class")
                .output("p")
                .toBytes();
        AnnGraph graph = imported(model);
        assertTrue(graph.tail().softmax());
        assertEquals("p", graph.answer().name());
        assertEquals(
                List.of("x", "logits"),
                graph.nodes().stream().map(AnnNode::tensor).toList());
    }

    @Test
    void logitsBesideTheirSoftmaxAreTheReference() {
        byte[] model = new ModelBuilder(13)
                .input("x", 1, 12)
                .weights("w", 12, 5)
                .node("MatMul", "x w", "logits")
                .node("Softmax", "logits", "p")
                .output("p")
                .output("logits")
                .toBytes();
        assertEquals("logits", imported(model).answer().name());
    }

    @Test
    void integerWeightsBecomePlainOnesAgain() {
        ModelBuilder builder = new ModelBuilder(13).input("x", 1, 2);
        builder.graph()
                .message(5, ModelBuilder.tensor("q", 3, 2, 3).raw(9, new byte[] {1, 2, 3, -4, 5, 6}))
                .message(5, ModelBuilder.tensor("z", 3, 1).raw(9, new byte[] {1}));
        byte[] model = builder.reals("s", new float[] {0.5f}, 1)
                .node("DequantizeLinear", "q s z", "w", "axis=1")
                .node("MatMul", "x w", "y")
                .output("y")
                .toBytes();
        float[][] values = new AnnRunner(imported(model)).run(new float[] {1, 10});
        assertEquals(List.of(-25f, 20.5f, 26f), List.of(values[1][0], values[1][1], values[1][2]));
    }
}
