package io.aisynapse.core.onnx.rule;

import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnLayer.Activation;
import io.aisynapse.core.ann.AnnLayer.AveragePool;
import io.aisynapse.core.ann.AnnLayer.MaxPool;
import io.aisynapse.core.onnx.proto.OnnxModel.Attribute;
import io.aisynapse.core.onnx.value.Value.Signal;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.UnaryFunction;
import io.aisynapse.core.tensor.UnaryFunction.Kind;
import io.aisynapse.core.tensor.Window;
import io.aisynapse.core.tensor.Window.Extent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** MaxPool, AveragePool, their global forms, and the reductions, which pool over some axes. */
final class PoolOperators {
    private static final int PLANES_RANK = 5;

    private PoolOperators() {}

    static void maxPool(Operator op) {
        if (op.hasOutput(1)) {
            throw op.unsupported("MaxPool with its indices as a second output");
        }
        Signal input = imageInput(op);
        WindowReader.Result result = readWindow(op, input);
        op.emit(new MaxPool(result.window()), List.of(op.shaped(0, input)), result.dims(input.dims()[1]));
    }

    static void averagePool(Operator op) {
        if (op.signal(0).dims().length == PLANES_RANK) {
            alongPlanes(op);
            return;
        }
        Signal input = imageInput(op);
        WindowReader.Result result = readWindow(op, input);
        boolean countsPadding = op.attributes().flag("count_include_pad", false);
        op.emit(
                new AveragePool(result.window(), countsPadding),
                List.of(op.shaped(0, input)),
                result.dims(input.dims()[1]));
    }

    /** An average over neighbouring planes of a volume, as exporters write it to normalise over channels. */
    private static void alongPlanes(Operator op) {
        Composed parts = new Composed(op);
        int[] dims = op.signal(0).dims();
        long[] kernel = listed(op, "kernel_shape", 1, 1, 1);
        long[] strides = listed(op, "strides", 1, 1, 1);
        long[] pads = listed(op, "pads", 0, 0, 0, 0, 0, 0);
        boolean flat = kernel[1] == 1 && kernel[2] == 1 && strides[1] == 1 && strides[2] == 1;
        boolean unpadded = pads[1] == 0 && pads[2] == 0 && pads[4] == 0 && pads[5] == 0;
        if (!flat || !unpadded || op.attributes().flag("ceil_mode", false)) {
            throw op.unsupported("AveragePool of a volume");
        }
        String image = parts.reshaped(op.inputName(0), dims[0], dims[1], dims[2], dims[3] * dims[4]);
        Map<String, Attribute> attributes = new LinkedHashMap<>(op.attributes().byName());
        attributes.put("kernel_shape", Attribute.ofIntegers(kernel[0], 1));
        attributes.put("strides", Attribute.ofIntegers(strides[0], 1));
        attributes.put("pads", Attribute.ofIntegers(pads[0], 0, pads[3], 0));
        attributes.remove("dilations");
        String pooled = parts.run("AveragePool", List.of(image), attributes);
        parts.yield(parts.reshaped(pooled, dims[0], dims[1], parts.dims(pooled)[2], dims[3], dims[4]));
    }

    private static long[] listed(Operator op, String name, long... absent) {
        long[] given = op.attributes().longs(name);
        if (given != null && given.length != absent.length) {
            throw op.attributes().bad(name, given.length + " values", absent.length + " values");
        }
        return given == null ? absent : given;
    }

    private static WindowReader.Result readWindow(Operator op, Signal input) {
        WindowReader.Result result = WindowReader.read(op, input.dims(), null);
        requirePadBelowKernel(op, result.window().vertical());
        requirePadBelowKernel(op, result.window().horizontal());
        if (op.attributes().flag("count_include_pad", false)) {
            result.refuseCeiling(op);
        }
        return op.attributes().flag("ceil_mode", false) ? WindowReader.ceiled(input.dims(), result) : result;
    }

    /** Else a window could lie in the padding alone, and have no value. */
    private static void requirePadBelowKernel(Operator op, Extent extent) {
        if (Math.max(extent.padBefore(), extent.padAfter()) >= extent.kernel()) {
            throw op.attributes()
                    .bad(
                            "pads",
                            extent.padBefore() + " and " + extent.padAfter(),
                            "below the kernel of " + extent.kernel());
        }
    }

    private static Signal imageInput(Operator op) {
        Signal input = op.signal(0);
        int[] dims = input.dims();
        if (dims.length < 3 || dims.length > 4 || dims[0] != 1) {
            throw dims.length > 4
                    ? op.unsupported(op.type() + " of a volume")
                    : op.mismatch("input " + Arrays.toString(dims), "input [1, channels, …], 1-D or 2-D");
        }
        return input;
    }

    static void globalAveragePool(Operator op) {
        Signal input = imageInput(op);
        Window whole = Window.whole(ImportState.shapeOf(input.dims()));
        op.emit(new AveragePool(whole, false), List.of(op.shaped(0, input)), onePixel(input));
    }

    static void globalMaxPool(Operator op) {
        Signal input = imageInput(op);
        Window whole = Window.whole(ImportState.shapeOf(input.dims()));
        op.emit(new MaxPool(whole), List.of(op.shaped(0, input)), onePixel(input));
    }

    private static int[] onePixel(Signal input) {
        int[] dims = input.dims().clone();
        Arrays.fill(dims, 2, dims.length, 1);
        return dims;
    }

    /** A value over some axes: those are moved behind the others, and pooled as one. */
    static void reduce(Operator op) {
        if (op.isConstant(0)) {
            FoldingOperators.reduction(op);
            return;
        }
        Signal input = op.signal(0);
        int rank = input.dims().length;
        long[] axes = axesOf(op);
        if (axes.length == 0 && op.attributes().flag("noop_with_empty_axes", false)) {
            op.result(input);
            return;
        }
        boolean[] reduced = reducedAxes(op, axes, rank);
        int[] dims = input.dims();
        int[] permutation = IntStream.concat(
                        IntStream.range(0, rank).filter(axis -> !reduced[axis]),
                        IntStream.range(0, rank).filter(axis -> reduced[axis]))
                .toArray();
        int[] result = resultDims(dims, reduced, op.attributes().flag("keepdims", true));
        int kept = Operator.sizeOf(result);
        Shape shape = new Shape(kept, 1, Operator.sizeOf(dims) / kept);
        int prepared = before(op, input.node());
        int node = MovingOperators.permuted(op, new Signal(prepared, dims), permutation, shape);
        emit(op, node, result);
    }

    private static long[] axesOf(Operator op) {
        boolean asInput = op.opset() >= (op.type().equals("ReduceSum") ? 13 : 18);
        long[] axes = asInput && op.hasInput(1)
                ? op.constant(1).toIntegers()
                : op.attributes().longs("axes");
        return axes == null ? new long[0] : axes;
    }

    /** Which axes go: all when none is named. */
    static boolean[] reducedAxes(Operator op, int rank) {
        return reducedAxes(op, axesOf(op), rank);
    }

    private static boolean[] reducedAxes(Operator op, long[] axes, int rank) {
        boolean[] reduced = new boolean[rank];
        Arrays.fill(reduced, axes.length == 0);
        for (long axis : axes) {
            reduced[op.axis(axis, rank)] = true;
        }
        return reduced;
    }

    /** The dimensions without the reduced axes, or with 1 in their place. */
    static int[] resultDims(int[] dims, boolean[] reduced, boolean keeps) {
        return IntStream.range(0, dims.length)
                .filter(axis -> keeps || !reduced[axis])
                .map(axis -> reduced[axis] ? 1 : dims[axis])
                .toArray();
    }

    /** What is done to each value before it is pooled. */
    private static int before(Operator op, int node) {
        return switch (op.type()) {
            case "ReduceMin" -> PointwiseOperators.negated(op, node);
            case "ReduceL1" -> function(op, node, UnaryFunction.of(Kind.ABS));
            case "ReduceL2", "ReduceSumSquare" -> function(op, node, new UnaryFunction(Kind.POWER, 2, 0));
            default -> node;
        };
    }

    private static int function(Operator op, int node, UnaryFunction function) {
        return op.part(
                new Activation(function),
                List.of(node),
                op.state().nodes().get(node).shape());
    }

    /** Pools each channel to one value, and does what is left after that. */
    private static void emit(Operator op, int node, int[] dims) {
        Shape shape = op.state().nodes().get(node).shape();
        Shape one = new Shape(shape.channels(), 1, 1);
        Window whole = Window.whole(shape);
        boolean most = op.type().equals("ReduceMax") || op.type().equals("ReduceMin");
        AnnLayer pool = most ? new MaxPool(whole) : new AveragePool(whole, false);
        if (op.type().equals("ReduceMax") || op.type().equals("ReduceMean")) {
            op.emit(pool, List.of(node), dims, one);
            return;
        }
        int pooled = op.part(pool, List.of(node), one);
        if (op.type().equals("ReduceL2")) {
            int sum = PointwiseOperators.part(op, pooled, shape.plane(), 0);
            op.emit(new Activation(UnaryFunction.of(Kind.SQRT)), List.of(sum), dims, one);
        } else {
            PointwiseOperators.uniform(op, new Signal(pooled, dims), most ? -1 : shape.plane(), 0);
        }
    }
}
