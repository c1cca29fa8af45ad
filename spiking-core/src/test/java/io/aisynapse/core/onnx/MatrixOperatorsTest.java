package io.aisynapse.core.onnx;

import static io.aisynapse.core.onnx.OperatorsTest.image;
import static io.aisynapse.core.onnx.OperatorsTest.test;
import static io.aisynapse.core.onnx.OperatorsTest.vector;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Products over several rows, normalisations, resampling and more movements, each against ONNX Runtime. */
class MatrixOperatorsTest {
    private static final long[] ROWS = {0, 5, 6};

    @TestFactory
    Stream<DynamicTest> rowsMergedWithTheBatchAgree() {
        return Stream.of(
                test(
                        "a bias behind rows that are merged with the batch",
                        13,
                        ROWS,
                        model -> model.weights("w", 6, 4)
                                .weights("b", 4)
                                .integers("rows", 5, 6)
                                .node("Reshape", "x rows", "r")
                                .node("MatMul", "r w", "m")
                                .node("Add", "m b", "y")),
                test(
                        "a slope and a normalisation behind merged rows",
                        13,
                        ROWS,
                        model -> model.weights("s", 6)
                                .weights("b", 6)
                                .weights("m", 6)
                                .positives("v", 6)
                                .integers("rows", 5, 6)
                                .node("Reshape", "x rows", "r")
                                .node("BatchNormalization", "r s b m v", "n")
                                .node("PRelu", "n s", "y")));
    }

    @TestFactory
    Stream<DynamicTest> productsAgree() {
        return Stream.of(
                test(
                        "rows times a constant",
                        13,
                        ROWS,
                        model -> model.weights("w", 6, 4)
                                .weights("b", 4)
                                .node("MatMul", "x w", "m")
                                .node("Add", "m b", "a")
                                .node("Relu", "a", "y")),
                test(
                        "rows times a vector",
                        13,
                        ROWS,
                        model -> model.weights("w", 6).node("MatMul", "x w", "y")),
                test(
                        "a constant times columns",
                        13,
                        ROWS,
                        model -> model.weights("w", 3, 5).node("MatMul", "w x", "y")),
                test(
                        "attention",
                        13,
                        ROWS,
                        model -> model.weights("q", 6, 6)
                                .weights("k", 6, 6)
                                .integers("heads", 0, 5, 2, 3)
                                .node("MatMul", "x q", "a")
                                .node("MatMul", "x k", "b")
                                .node("Reshape", "a heads", "c")
                                .node("Reshape", "b heads", "d")
                                .node("Transpose", "c", "e", "perm=0,2,1,3")
                                .node("Transpose", "d", "f", "perm=0,2,3,1")
                                .node("MatMul", "e f", "g")
                                .node("Softmax", "g", "h", "axis=-1")
                                .node("MatMul", "h e", "y")),
                test(
                        "one matrix for all of a batch",
                        13,
                        new long[] {0, 3, 4, 5},
                        model -> model.integers("a", 1)
                                .node("Transpose", "x", "t", "perm=0,1,3,2")
                                .node("ReduceSum", "t a", "s", "keepdims=1")
                                .node("MatMul", "x s", "y")),
                test(
                        "gemm of rows",
                        13,
                        ROWS,
                        model -> model.weights("w", 4, 6)
                                .weights("b", 4)
                                .integers("flat", 5, 6)
                                .node("Reshape", "x flat", "r")
                                .node("Gemm", "r w b", "y", "transB=1", "alpha=0.5")),
                vector(
                        "gemm transposed on the left",
                        13,
                        model -> model.weights("w", 1, 4).node("Gemm", "x w", "y", "transA=1")));
    }

    @TestFactory
    Stream<DynamicTest> normalisationsAgree() {
        return Stream.of(
                test(
                        "layer normalisation",
                        17,
                        ROWS,
                        model -> model.weights("g", 6).weights("b", 6).node("LayerNormalization", "x g b", "y")),
                test(
                        "layer normalisation over two axes",
                        17,
                        ROWS,
                        model -> model.weights("g", 5, 6)
                                .node("LayerNormalization", "x g", "y", "axis=1", "epsilon=0.001")),
                test(
                        "layer normalisation of several operators",
                        13,
                        ROWS,
                        model -> model.weights("g", 6)
                                .weights("b", 6)
                                .reals("two", new float[] {2})
                                .reals("eps", new float[] {1e-5f})
                                .node("ReduceMean", "x", "m", "axes=-1,")
                                .node("Sub", "x m", "d")
                                .node("Pow", "d two", "p")
                                .node("ReduceMean", "p", "v", "axes=-1,")
                                .node("Add", "v eps", "e")
                                .node("Sqrt", "e", "s")
                                .node("Div", "d s", "n")
                                .node("Mul", "n g", "h")
                                .node("Add", "h b", "y")),
                image(
                        "instance normalisation",
                        13,
                        model -> model.weights("g", 4).weights("b", 4).node("InstanceNormalization", "x g b", "y")),
                image(
                        "group normalisation",
                        21,
                        model -> model.weights("g", 4)
                                .weights("b", 4)
                                .node("GroupNormalization", "x g b", "y", "num_groups=2")),
                image(
                        "softmax over channels",
                        13,
                        model -> model.node("Softmax", "x", "s", "axis=1").node("Relu", "s", "y")),
                image(
                        "softmax before opset 13",
                        11,
                        model -> model.node("Softmax", "x", "s", "axis=3").node("Neg", "s", "y")),
                image(
                        "log softmax in the middle",
                        13,
                        model -> model.node("LogSoftmax", "x", "s", "axis=1").node("Neg", "s", "y")),
                vector(
                        "softmax that is computed on",
                        13,
                        model -> model.node("Softmax", "x", "s").node("Mul", "x s", "y")));
    }

    @TestFactory
    Stream<DynamicTest> resamplingAgrees() {
        return Stream.of(
                image(
                        "transposed convolution",
                        11,
                        model -> model.weights("w", 4, 3, 2, 2)
                                .weights("b", 3)
                                .node("ConvTranspose", "x w b", "y", "strides=2,2")),
                image(
                        "transposed, padded, in groups",
                        11,
                        model -> model.weights("w", 4, 3, 3, 4)
                                .node(
                                        "ConvTranspose",
                                        "x w",
                                        "y",
                                        "strides=2,3",
                                        "pads=1,2,1,0",
                                        "group=2",
                                        "output_padding=1,2")),
                image(
                        "transposed and dilated",
                        11,
                        model -> model.weights("w", 4, 2, 3, 2)
                                .node("ConvTranspose", "x w", "y", "dilations=2,3", "pads=3,1,2,4")),
                image(
                        "transposed to a shape",
                        11,
                        model -> model.weights("w", 4, 2, 3, 3)
                                .node("ConvTranspose", "x w", "y", "strides=2,2", "output_shape=18,20")),
                image(
                        "transposed, padded as needed",
                        11,
                        model -> model.weights("w", 4, 2, 3, 3)
                                .node("ConvTranspose", "x w", "y", "strides=2,2", "auto_pad=SAME_UPPER")),
                test(
                        "transposed 1-D",
                        11,
                        new long[] {0, 3, 7},
                        model -> model.weights("w", 3, 2, 4).node("ConvTranspose", "x w", "y", "strides=3,")));
    }

    @TestFactory
    Stream<DynamicTest> resizingAgrees() {
        return Stream.of(
                resize("nearest", 13, 2, 3, "coordinate_transformation_mode=asymmetric", "nearest_mode=floor"),
                resize("nearest, half a pixel", 13, 1.5f, 0.6f),
                resize("nearest, rounded up", 13, 1.7f, 2, "nearest_mode=round_prefer_ceil"),
                resize(
                        "nearest, corners",
                        13,
                        2,
                        2,
                        "coordinate_transformation_mode=align_corners",
                        "nearest_mode=ceil"),
                resize("linear", 13, 2, 3, "mode=linear"),
                resize("linear, corners", 13, 2, 1.5f, "mode=linear", "coordinate_transformation_mode=align_corners"),
                resize("linear, asymmetric", 13, 2, 0.5f, "mode=linear", "coordinate_transformation_mode=asymmetric"),
                resize(
                        "linear as PyTorch",
                        13,
                        0.3f,
                        3,
                        "mode=linear",
                        "coordinate_transformation_mode=pytorch_half_pixel"),
                resize("cubic", 13, 2, 1.5f, "mode=cubic"),
                image(
                        "upsampled, opset 9",
                        9,
                        model -> model.reals("s", new float[] {1, 1, 2, 2}, 4)
                                .node("Upsample", "x s", "y", "mode=nearest")),
                image(
                        "resized, opset 10",
                        10,
                        model -> model.reals("s", new float[] {1, 1, 2, 3}, 4)
                                .node("Resize", "x s", "y", "mode=linear")),
                image(
                        "resized to sizes",
                        13,
                        model -> model.integers("s", 1, 4, 18, 5).node("Resize", "x - - s", "y", "mode=linear")),
                image("depth to space", 13, model -> model.node("DepthToSpace", "x", "y", "blocksize=2")),
                image(
                        "depth to space by columns",
                        13,
                        model -> model.node("DepthToSpace", "x", "y", "blocksize=2", "mode=CRD")),
                test(
                        "space to depth",
                        13,
                        new long[] {0, 2, 6, 4},
                        model -> model.node("SpaceToDepth", "x", "y", "blocksize=2")));
    }

    private static DynamicTest resize(String name, int opset, float down, float across, String... attributes) {
        return image(
                name,
                opset,
                model ->
                        model.reals("s", new float[] {1, 1, down, across}, 4).node("Resize", "x - s", "y", attributes));
    }

    @TestFactory
    Stream<DynamicTest> reductionsAgree() {
        return Stream.of("ReduceSum", "ReduceMax", "ReduceMin", "ReduceL1", "ReduceL2", "ReduceSumSquare", "ReduceMean")
                .flatMap(type -> Stream.of(
                        image(
                                type + " of channels",
                                18,
                                model -> model.integers("a", 1)
                                        .node(type, "x a", "r", "keepdims=1")
                                        .node("Add", "x r", "y")),
                        image(
                                type + " of planes",
                                11,
                                model -> model.node(type, "x", "y", "axes=2,-1", "keepdims=0"))));
    }

    @TestFactory
    Stream<DynamicTest> movementsAgree() {
        return Stream.of(
                image(
                        "split evenly",
                        13,
                        model -> model.node("Split", "x", "a b", "axis=1").node("Mul", "a b", "y")),
                image(
                        "split by sizes",
                        13,
                        model -> model.integers("s", 2, 3, 4)
                                .node("Split", "x s", "a b c", "axis=2")
                                .node("Concat", "c a b", "y", "axis=2")),
                image(
                        "split as it was",
                        11,
                        model -> model.node("Split", "x", "a b", "axis=3", "split=4,6")
                                .node("Concat", "b a", "y", "axis=-1")),
                image("tiles", 13, model -> model.integers("r", 1, 2, 1, 3).node("Tile", "x r", "y")),
                image(
                        "a constant joined",
                        13,
                        model -> model.weights("c", 1, 2, 9, 10).node("Concat", "c x", "y", "axis=1")),
                image(
                        "gather of a matrix",
                        13,
                        model -> model.integers("i", 1, 0, 2, 3)
                                .integers("s", 2, 2)
                                .node("Reshape", "i s", "j")
                                .node("Gather", "x j", "y", "axis=2")),
                image(
                        "reflected",
                        13,
                        model -> model.integers("p", 0, 0, 2, 1, 0, 0, 3, 2).node("Pad", "x p", "y", "mode=reflect")),
                image(
                        "edges repeated",
                        11,
                        model -> model.integers("p", 0, 1, 2, 0, 0, 0, 3, 2).node("Pad", "x p", "y", "mode=edge")),
                image(
                        "padded with a number",
                        13,
                        model -> model.integers("p", 0, 0, 1, 1, 0, 0, 1, 2)
                                .reals("v", new float[] {-1.5f})
                                .node("Pad", "x p v", "y")),
                image(
                        "maxima, rounded up",
                        12,
                        model -> model.node("MaxPool", "x", "y", "kernel_shape=3,2", "strides=2,3", "ceil_mode=1")),
                image(
                        "means, rounded up",
                        12,
                        model -> model.node(
                                "AveragePool",
                                "x",
                                "y",
                                "kernel_shape=2,3",
                                "strides=2,2",
                                "ceil_mode=1",
                                "pads=0,1,0,1")));
    }
}
