package io.aisynapse.core.onnx;

import io.aisynapse.core.ann.AnnLayer.AveragePool;
import io.aisynapse.core.ann.AnnLayer.MaxPool;
import io.aisynapse.core.onnx.Value.Signal;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.Window;
import io.aisynapse.core.tensor.Window.Extent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** MaxPool, AveragePool, their global forms, and ReduceMean, which is a global average pooling over some axes. */
final class PoolOperators {
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
        Signal input = imageInput(op);
        WindowReader.Result result = readWindow(op, input);
        boolean countsPadding = op.attributes().flag("count_include_pad", false);
        op.emit(
                new AveragePool(result.window(), countsPadding),
                List.of(op.shaped(0, input)),
                result.dims(input.dims()[1]));
    }

    private static WindowReader.Result readWindow(Operator op, Signal input) {
        WindowReader.Result result = WindowReader.read(op, input.dims(), null);
        result.refuseCeiling(op);
        requirePadBelowKernel(op, result.window().vertical());
        requirePadBelowKernel(op, result.window().horizontal());
        return result;
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
            throw op.mismatch("input " + Arrays.toString(dims), "input [1, channels, …], 1-D or 2-D");
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

    /** The mean over some axes: those are moved behind the others, and pooled as one. */
    static void reduceMean(Operator op) {
        Signal input = op.signal(0);
        int rank = input.dims().length;
        boolean[] reduced = reducedAxes(op, rank);
        if (reduced[0]) {
            throw op.attributes().bad("axes", "the batch axis", "1 to " + (rank - 1));
        }
        List<Integer> order = new ArrayList<>();
        int[] dims = input.dims();
        int kept = 1;
        int[] all = dims.clone();
        List<Integer> keptDims = new ArrayList<>();
        for (int axis = 0; axis < rank; axis++) {
            if (!reduced[axis]) {
                order.add(axis);
                kept *= dims[axis];
                keptDims.add(dims[axis]);
            } else {
                all[axis] = 1;
            }
        }
        for (int axis = 0; axis < rank; axis++) {
            if (reduced[axis]) {
                order.add(axis);
            }
        }
        int plane = Operator.sizeOf(dims) / kept;
        Shape shape = new Shape(kept, 1, plane);
        int[] permutation = order.stream().mapToInt(Integer::intValue).toArray();
        int node = MovingOperators.permuted(op, input, permutation, shape);
        boolean keeps = op.attributes().flag("keepdims", true);
        int[] resultDims =
                keeps ? all : keptDims.stream().mapToInt(Integer::intValue).toArray();
        Window whole = Window.whole(shape);
        op.emit(new AveragePool(whole, false), List.of(node), resultDims, new Shape(kept, 1, 1));
    }

    private static boolean[] reducedAxes(Operator op, int rank) {
        long[] axes = op.opset() >= 18 && op.hasInput(1)
                ? op.constant(1).toIntegers()
                : op.attributes().longs("axes");
        boolean[] reduced = new boolean[rank];
        if (axes == null || axes.length == 0) {
            if (op.attributes().flag("noop_with_empty_axes", false)) {
                throw op.unsupported("ReduceMean over no axes");
            }
            Arrays.fill(reduced, true);
            return reduced;
        }
        for (long axis : axes) {
            reduced[op.axis(axis, rank)] = true;
        }
        return reduced;
    }
}
