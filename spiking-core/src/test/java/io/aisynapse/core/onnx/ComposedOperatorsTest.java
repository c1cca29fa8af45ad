package io.aisynapse.core.onnx;

import static io.aisynapse.core.onnx.ModelBuilder.message;
import static io.aisynapse.core.onnx.ModelBuilder.nodeMessage;
import static io.aisynapse.core.onnx.OperatorsTest.image;
import static io.aisynapse.core.onnx.OperatorsTest.test;
import static io.aisynapse.core.onnx.OperatorsTest.vector;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Operators that are taken apart into simpler ones, each against ONNX Runtime. */
class ComposedOperatorsTest {
    private static final long[] ROWS = {0, 5, 6};
    private static final long[] HEADS = {0, 2, 5, 3};

    private static ModelBuilder fused(
            ModelBuilder model, String op, String inputs, String outputs, String... attributes) {
        model.model().message(8, message().text(1, "com.microsoft").number(2, 1));
        model.graph()
                .message(
                        1,
                        nodeMessage(op, "fused" + outputs, inputs, outputs, attributes)
                                .text(7, "com.microsoft"));
        return model;
    }

    @TestFactory
    Stream<DynamicTest> equationsAgree() {
        return Stream.of(
                test("rows times a matrix", 13, ROWS, model -> equation(model.weights("w", 6, 4), "bij,jk->bik")),
                test("implied result", 13, ROWS, model -> equation(model.weights("w", 6, 4), "bij,jk")),
                test(
                        "a matrix in front",
                        13,
                        ROWS,
                        model -> model.weights("w", 4, 6).node("Einsum", "w x", "y", "equation=kj,bij->bik")),
                test("summed letters", 13, ROWS, model -> equation(model.weights("w", 6, 4), "bij,jk->bk")),
                test("an outer product", 13, ROWS, model -> equation(model.weights("w", 3), "bij,k->bkij")),
                test("value by value", 13, ROWS, model -> equation(model.weights("w", 5, 6), "bij,ij->bji")),
                test("an ellipsis", 13, HEADS, model -> equation(model.weights("w", 3, 4), "...j,jk->...k")),
                test("one operand", 13, ROWS, model -> model.node("Einsum", "x", "y", "equation=bij->bji")),
                test(
                        "two signals",
                        13,
                        HEADS,
                        model -> model.node("Tanh", "x", "t").node("Einsum", "x t", "y", "equation=bhid,bhjd->bhij")),
                test(
                        "three operands",
                        13,
                        ROWS,
                        model -> model.weights("w", 6, 4)
                                .weights("v", 4, 3)
                                .node("Einsum", "x w v", "y", "equation=bij,jk,kl->bil")));
    }

    private static ModelBuilder equation(ModelBuilder model, String equation) {
        return model.node("Einsum", "x w", "y", "equation=" + equation);
    }

    @TestFactory
    Stream<DynamicTest> attentionAgrees() {
        return Stream.of(
                test(
                        "heads on an axis",
                        23,
                        HEADS,
                        model -> model.node("Tanh", "x", "t").node("Attention", "x t x", "y")),
                test("a causal mask", 23, HEADS, model -> model.node("Attention", "x x x", "y", "is_causal=1")),
                test(
                        "an added mask",
                        23,
                        HEADS,
                        model -> model.weights("m", 5, 5).node("Attention", "x x x m", "y", "scale=0.5")),
                test(
                        "packed heads",
                        23,
                        ROWS,
                        model -> model.node("Attention", "x x x", "y", "q_num_heads=2", "kv_num_heads=2")),
                test(
                        "packed weights",
                        17,
                        ROWS,
                        model -> fused(
                                model.weights("w", 6, 18).weights("b", 18), "Attention", "x w b", "y", "num_heads=2")),
                test(
                        "a bias for all",
                        17,
                        ROWS,
                        model -> fused(model.weights("b", 18), "MultiHeadAttention", "x x x b", "y", "num_heads=3")));
    }

    @TestFactory
    Stream<DynamicTest> fusedOperatorsAgree() {
        return Stream.of(
                test(
                        "matrix product",
                        17,
                        ROWS,
                        model -> fused(model.weights("w", 4, 6), "FusedMatMul", "x w", "y", "transB=1", "alpha=0.5")),
                vector(
                        "gemm and elu",
                        17,
                        model -> fused(
                                model.weights("w", 5, 12).weights("b", 5),
                                "FusedGemm",
                                "x w b",
                                "y",
                                "transB=1",
                                "activation=Elu",
                                "activation_alpha=0.5")),
                image(
                        "convolution and relu",
                        17,
                        model -> fused(
                                model.weights("w", 3, 4, 3, 3).weights("b", 3),
                                "FusedConv",
                                "x w b",
                                "y",
                                "activation=Relu",
                                "pads=1,1,1,1")),
                test("bias and gelu", 17, ROWS, model -> fused(model.weights("b", 6), "BiasGelu", "x b", "y")),
                test(
                        "skip and normalisation",
                        17,
                        ROWS,
                        model -> fused(
                                        model.weights("g", 6)
                                                .weights("b", 6)
                                                .weights("c", 6)
                                                .node("Tanh", "x", "t"),
                                        "SkipLayerNormalization",
                                        "x t g b c",
                                        "n - - s")
                                .node("Add", "n s", "y")));
    }

    @TestFactory
    Stream<DynamicTest> productsAndNormsAgree() {
        return Stream.of(
                vector(
                        "gemm of two signals",
                        17,
                        model -> model.node("Tanh", "x", "t")
                                .node("Sigmoid", "x", "c")
                                .weights("w", 12, 12)
                                .node("Gemm", "x t", "p", "transA=1", "alpha=0.5")
                                .node("Gemm", "c p x", "y", "beta=0.25")),
                image("local response", 13, model -> model.node("LRN", "x", "y", "size=3", "alpha=0.5", "bias=2.0")),
                image("mean and variance a channel", 13, model -> model.node("MeanVarianceNormalization", "x", "y")),
                image(
                        "mean and variance of all",
                        13,
                        model -> model.node("MeanVarianceNormalization", "x", "y", "axes=0,1,2,3")),
                test(
                        "root mean square",
                        23,
                        ROWS,
                        model -> model.weights("g", 6).node("RMSNormalization", "x g", "y", "axis=2")),
                test("product of values", 13, ROWS, model -> model.node("ReduceProd", "x", "y", "axes=2,")),
                test(
                        "a mean over stacked answers",
                        13,
                        ROWS,
                        model -> model.integers("to", 5, 1, 6)
                                .node("Reshape", "x to", "r")
                                .node("ReduceMean", "r", "y", "axes=0,", "keepdims=0")),
                test(
                        "planes of a volume",
                        13,
                        new long[] {0, 4, 6},
                        model -> model.integers("to", 1, 1, 4, 2, 3)
                                .integers("back", 1, 4, 6)
                                .node("Reshape", "x to", "r")
                                .node(
                                        "AveragePool",
                                        "r",
                                        "p",
                                        "kernel_shape=3,1,1",
                                        "pads=1,0,0,1,0,0",
                                        "strides=1,1,1")
                                .node("Reshape", "p back", "y")));
    }

    @TestFactory
    Stream<DynamicTest> aConstantChoosesItsBranch() {
        return Stream.of(branches("the first branch", 3), branches("the second branch", 2));
    }

    /** Squares the input when it has three rows, else adds it to itself. */
    private static DynamicTest branches(String name, int rows) {
        return test(name, 13, new long[] {0, rows, 4}, model -> {
            model.integers("one", 1)
                    .integers("three", 3)
                    .node("Shape", "x", "s")
                    .node("Gather", "s one", "g")
                    .node("Equal", "g three", "c");
            ModelBuilder.Message yes = branch("Mul", "then_y");
            ModelBuilder.Message no = branch("Add", "else_y");
            model.graph()
                    .message(
                            1,
                            nodeMessage("If", "if", "c", "y")
                                    .message(
                                            5,
                                            message()
                                                    .text(1, "then_branch")
                                                    .message(6, yes)
                                                    .number(20, 5))
                                    .message(
                                            5,
                                            message()
                                                    .text(1, "else_branch")
                                                    .message(6, no)
                                                    .number(20, 5)));
            return model;
        });
    }

    private static ModelBuilder.Message branch(String op, String output) {
        return message()
                .message(1, nodeMessage(op, output, "x x", output))
                .text(2, output)
                .message(12, ModelBuilder.value(output, 1));
    }
}
