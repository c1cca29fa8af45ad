package io.aisynapse.core.onnx.rule;

import io.aisynapse.core.onnx.proto.DataType;
import io.aisynapse.core.onnx.value.ConstTensor;
import io.aisynapse.core.onnx.value.Value;
import io.aisynapse.core.onnx.value.Value.Answer;
import io.aisynapse.core.onnx.value.Value.Constant;
import io.aisynapse.core.onnx.value.Value.Signal;
import io.aisynapse.core.onnx.value.Value.Texts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Operators that leave the values and their order as they are: at most the dimensions change. */
final class ViewOperators {
    private ViewOperators() {}

    static void identity(Operator op) {
        op.result(op.input(0));
    }

    static void dropout(Operator op) {
        boolean training =
                op.hasInput(2) && op.constant(2).size() == 1 && op.constant(2).at(0) != 0;
        if (training || op.hasOutput(1)) {
            throw op.refuse(
                    "training-model",
                    "a Dropout in training mode",
                    "inference mode",
                    "Export the model in evaluation mode.");
        }
        op.result(op.input(0));
    }

    /** Constants change their type; computed values stay real, so they may only be cast to a floating type. */
    static void cast(Operator op) {
        long number = op.attributes().integer("to", 0, 0, 100);
        DataType type = DataType.of((int) number).orElse(DataType.STRING);
        switch (op.input(0)) {
            case Constant constant
            when type != DataType.STRING -> op.result(new Constant(converted(op, constant.tensor(), type)));
            case Signal signal when type.isFloating() -> op.result(signal);
            case Answer answer -> op.result(answer);
            default -> throw op.unsupported("Cast to " + DataType.nameOf((int) number));
        }
    }

    private static ConstTensor converted(Operator op, ConstTensor tensor, DataType type) {
        if (type.isFloating() == tensor.isReal()) {
            return new ConstTensor(tensor.dims(), type, tensor.reals(), tensor.integers());
        }
        op.state().claimConstant(tensor.dims(), op.place());
        return type.isFloating()
                ? ConstTensor.ofReals(tensor.dims(), tensor.toReals())
                : ConstTensor.ofIntegers(tensor.dims(), type, tensor.toIntegers());
    }

    static void flatten(Operator op) {
        int[] dims = dimsOf(op);
        long axis = op.attributes().integer("axis", 1, -dims.length, dims.length);
        int split = (int) (axis < 0 ? axis + dims.length : axis);
        int before = Operator.sizeOf(Arrays.copyOf(dims, split));
        int after = Operator.sizeOf(Arrays.copyOfRange(dims, split, dims.length));
        view(op, new int[] {before, after});
    }

    /** 0 keeps an axis, −1 takes what is left. */
    static void reshape(Operator op) {
        int[] dims = dimsOf(op);
        long[] wanted =
                op.hasInput(1) ? op.constant(1).toIntegers() : op.attributes().longs("shape");
        if (wanted == null || wanted.length > 8) {
            throw op.attributes().bad("shape", wanted == null ? "absent" : wanted.length + " axes", "at most 8 axes");
        }
        boolean zeroKeeps = !op.attributes().flag("allowzero", false);
        long known = 1;
        int open = -1;
        int[] result = new int[wanted.length];
        for (int axis = 0; axis < wanted.length; axis++) {
            boolean batch =
                    axis == 0 && wanted[0] > 1 && wanted[0] == op.state().fixedBatch() && dims[0] == 1;
            long given = batch ? 1 : wanted[axis];
            long size = given == 0 && zeroKeeps && axis < dims.length ? dims[axis] : given;
            if (size == -1 && open < 0) {
                open = axis;
                continue;
            }
            if (size < 0) {
                throw op.mismatch("a reshape to " + Arrays.toString(wanted), "sizes of 1 and more, and one −1");
            }
            known = saturated(known, size);
            result[axis] = (int) Math.min(size, Integer.MAX_VALUE);
        }
        long size = Operator.sizeOf(dims);
        if (known > op.state().valueLimit()) {
            throw op.state().tooLarge(op.place(), "a reshape to " + Arrays.toString(wanted));
        }
        if (open >= 0) {
            result[open] = known == 0 ? 0 : (int) (size / known);
            known = known * result[open];
        }
        if (known != size) {
            throw op.mismatch(
                    "a reshape of %s to %s".formatted(Arrays.toString(dims), Arrays.toString(wanted)),
                    "a shape of %d values".formatted(size));
        }
        view(op, result);
    }

    private static long saturated(long known, long factor) {
        long high = Math.multiplyHigh(known, factor);
        return high != 0 || known * factor < 0 ? Long.MAX_VALUE : known * factor;
    }

    static void squeeze(Operator op) {
        int[] dims = dimsOf(op);
        long[] axes =
                op.hasInput(1) ? op.constant(1).toIntegers() : op.attributes().longs("axes");
        boolean[] removed = new boolean[dims.length];
        for (int axis = 0; axis < dims.length; axis++) {
            removed[axis] = axes == null && dims[axis] == 1 && axis > 0;
        }
        for (long given : axes == null ? new long[0] : axes) {
            int axis = op.axis(given, dims.length);
            if (dims[axis] != 1) {
                throw op.mismatch("axis %d of %s".formatted(axis, Arrays.toString(dims)), "an axis of size 1");
            }
            removed[axis] = true;
        }
        List<Integer> kept = new ArrayList<>();
        for (int axis = 0; axis < dims.length; axis++) {
            if (!removed[axis]) {
                kept.add(dims[axis]);
            }
        }
        view(op, kept.stream().mapToInt(Integer::intValue).toArray());
    }

    static void unsqueeze(Operator op) {
        int[] dims = dimsOf(op);
        long[] axes =
                op.hasInput(1) ? op.constant(1).toIntegers() : op.attributes().longs("axes");
        if (axes == null || axes.length > 8) {
            throw op.attributes().bad("axes", axes == null ? "absent" : axes.length + " axes", "1 to 8 axes");
        }
        int[] result = new int[dims.length + axes.length];
        for (long given : axes) {
            result[op.axis(given, result.length)] = 1;
        }
        int next = 0;
        for (int axis = 0; axis < result.length; axis++) {
            if (result[axis] == 0 && next < dims.length) {
                result[axis] = dims[next++];
            }
        }
        if (next < dims.length) {
            throw op.attributes().bad("axes", Arrays.toString(axes), "different axes");
        }
        view(op, result);
    }

    private static void view(Operator op, int[] dims) {
        switch (op.input(0)) {
            case Constant constant -> op.result(new Constant(constant.tensor().withDims(dims)));
            case Signal signal -> op.result(new Signal(signal.node(), dims));
            case Answer answer ->
                op.result(new Answer(answer.node(), dims, answer.softmax(), answer.label(), answer.labels()));
            case Texts texts -> op.result(texts);
            case Value.Unknown unknown -> throw new IllegalStateException("unknown inputs are not looked at");
        }
    }

    /** Gives the result of this operator other dimensions. */
    static void reviewed(Operator op, int[] dims) {
        switch (op.output(0)) {
            case Constant constant -> op.result(new Constant(constant.tensor().withDims(dims)));
            case Signal signal -> op.result(new Signal(signal.node(), dims));
            default -> throw new IllegalStateException("neither constant nor computed");
        }
    }

    /** The dimensions of the first input, whatever it is. */
    static int[] dimsOf(Operator op) {
        return dimsOf(op, 0);
    }

    static int[] dimsOf(Operator op, int index) {
        return switch (op.input(index)) {
            case Constant constant -> constant.tensor().dims();
            case Signal signal -> signal.dims();
            case Answer answer -> answer.dims();
            case Texts texts -> new int[] {texts.texts().size()};
            case Value.Unknown unknown -> throw new IllegalStateException("unknown inputs are not looked at");
        };
    }
}
