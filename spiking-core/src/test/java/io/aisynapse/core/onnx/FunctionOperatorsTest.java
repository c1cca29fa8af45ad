package io.aisynapse.core.onnx;

import static io.aisynapse.core.onnx.OperatorsTest.image;
import static io.aisynapse.core.onnx.OperatorsTest.test;
import static io.aisynapse.core.onnx.OperatorsTest.vector;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Functions, bounds and arithmetic between computed tensors, tensor by tensor against ONNX Runtime. */
class FunctionOperatorsTest {
    @TestFactory
    Stream<DynamicTest> functionsAgree() {
        return Stream.of(
                        "Sigmoid",
                        "Tanh",
                        "HardSigmoid",
                        "HardSwish",
                        "Gelu",
                        "Elu",
                        "Celu",
                        "Selu",
                        "Softplus",
                        "Softsign",
                        "Mish",
                        "ThresholdedRelu",
                        "Erf",
                        "Exp",
                        "Abs",
                        "LeakyRelu",
                        "Relu")
                .map(type -> image(
                        type,
                        20,
                        model -> model.weights("w", 4, 4, 1, 1)
                                .node("Conv", "x w", "c")
                                .node(type, "c", "f")
                                .node("Neg", "f", "y")));
    }

    @TestFactory
    Stream<DynamicTest> functionsWithParametersAgree() {
        return Stream.of(
                vector("tanh GELU", 20, model -> model.node("Gelu", "x", "y", "approximate=tanh")),
                vector("slope of a leaky ReLU", 16, model -> model.node("LeakyRelu", "x", "y", "alpha=0.25")),
                vector("ELU's alpha", 16, model -> model.node("Elu", "x", "y", "alpha=0.5")),
                vector(
                        "hard sigmoid's line",
                        16,
                        model -> model.node("HardSigmoid", "x", "y", "alpha=0.6", "beta=0.4")),
                image(
                        "PRelu with a slope a channel",
                        16,
                        model -> model.weights("s", 4, 1, 1).node("PRelu", "x s", "y")),
                image("PRelu with one slope", 9, model -> model.weights("s", 1).node("PRelu", "x s", "y")),
                vector(
                        "roots, logarithms and powers",
                        17,
                        model -> model.reals("one", new float[] {1.5f}, 1)
                                .reals("e", new float[] {2}, 1)
                                .reals("h", new float[] {-0.5f})
                                .node("Add", "x one", "p")
                                .node("Sqrt", "p", "s")
                                .node("Log", "s", "l")
                                .node("Pow", "l e", "q")
                                .node("Reciprocal", "p", "r")
                                .node("Pow", "p h", "i")
                                .node("Add", "q r", "a")
                                .node("Add", "a i", "y")));
    }

    @TestFactory
    Stream<DynamicTest> boundsAgree() {
        return Stream.of(
                bounds("both negative and positive", "-0.4", "0.3"),
                bounds("both positive", "0.1", "0.3"),
                bounds("below only", "-0.4", "9e38"),
                vector("attributes", 7, model -> model.node("Clip", "x", "y", "min=-0.25", "max=0.5")),
                vector(
                        "above only",
                        13,
                        model -> model.reals("h", new float[] {0.2f}).node("Clip", "x - h", "y")),
                vector(
                        "Max with a number",
                        13,
                        model -> model.reals("l", new float[] {0.2f}).node("Max", "x l", "y")),
                vector(
                        "Min with a number",
                        13,
                        model -> model.reals("h", new float[] {-0.2f}).node("Min", "h x", "y")),
                image(
                        "Max and Min of computed tensors",
                        13,
                        model -> model.weights("w", 4, 4, 1, 1)
                                .node("Conv", "x w", "c")
                                .node("Max", "x c", "m")
                                .node("Min", "m c x", "y")));
    }

    private static DynamicTest bounds(String name, String least, String most) {
        return vector(name, 13, model -> {
            float high = Float.parseFloat(most);
            return model.reals("l", new float[] {Float.parseFloat(least)})
                    .reals("h", new float[] {Float.isInfinite(high) ? Float.MAX_VALUE : high})
                    .node("Clip", "x l h", "y");
        });
    }

    @TestFactory
    Stream<DynamicTest> arithmeticBetweenComputedTensorsAgrees() {
        return Stream.of(
                image(
                        "gated channels",
                        13,
                        model -> model.weights("w", 4, 4, 1, 1)
                                .node("GlobalAveragePool", "x", "g")
                                .node("Conv", "g w", "c")
                                .node("Sigmoid", "c", "s")
                                .node("Mul", "x s", "y")),
                image(
                        "difference and quotient",
                        13,
                        model -> model.reals("two", new float[] {2}, 1)
                                .node("GlobalMaxPool", "x", "g")
                                .node("Sub", "x g", "d")
                                .node("Sub", "g x", "e")
                                .node("Add", "d e", "z")
                                .node("Exp", "x", "p")
                                .node("Add", "p two", "q")
                                .node("Div", "d q", "f")
                                .node("Div", "two q", "h")
                                .node("Add", "f h", "i")
                                .node("Add", "i z", "y")),
                vector(
                        "a vector repeated by a constant",
                        13,
                        model -> model.weights("w", 12, 1)
                                .weights("c", 1, 5)
                                .node("MatMul", "x w", "m")
                                .node("Mul", "m c", "y")),
                vector(
                        "SiLU and softplus of several operators",
                        13,
                        model -> model.reals("one", new float[] {1})
                                .node("Sigmoid", "x", "s")
                                .node("Mul", "x s", "a")
                                .node("Exp", "x", "e")
                                .node("Add", "e one", "p")
                                .node("Log", "p", "l")
                                .node("Add", "a l", "y")),
                test(
                        "GELU of several operators",
                        13,
                        new long[] {0, 5, 6},
                        model -> model.reals("root", new float[] {1.4142135f})
                                .reals("one", new float[] {1})
                                .reals("half", new float[] {0.5f})
                                .node("Div", "x root", "d")
                                .node("Erf", "d", "e")
                                .node("Add", "e one", "a")
                                .node("Mul", "x a", "m")
                                .node("Mul", "m half", "y")));
    }
}
