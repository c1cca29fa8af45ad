package io.aisynapse.core.onnx.rule;

import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnLayer.Concat;
import io.aisynapse.core.ann.AnnLayer.IndexMap;
import io.aisynapse.core.ann.AnnNode;
import io.aisynapse.core.onnx.value.Attributes;
import io.aisynapse.core.onnx.value.ConstTensor;
import io.aisynapse.core.onnx.value.Movement;
import io.aisynapse.core.onnx.value.Value.Constant;
import io.aisynapse.core.onnx.value.Value.Signal;
import io.aisynapse.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Transpose, Pad, Slice, Gather, Split, Expand and Concat: values go to other places, and none is computed. */
final class MovingOperators {
    private MovingOperators() {}

    static void transpose(Operator op) {
        int[] dims = ViewOperators.dimsOf(op);
        int[] permutation = op.attributes().integers("perm", dims.length, 0, dims.length - 1L);
        if (permutation == null) {
            permutation = Movement.steps(dims.length, dims.length - 1, -1);
        }
        if (Arrays.stream(permutation).distinct().count() != dims.length) {
            throw op.attributes().bad("perm", Arrays.toString(permutation), "each axis once");
        }
        op.resultMoved(0, Movement.transpose(dims, permutation));
    }

    /** The node that holds the input's values with its axes in this order, in the shape given. */
    static int permuted(Operator op, Signal input, int[] permutation, Shape shape) {
        op.state().claimActivation(input.dims(), op.place());
        Movement.Moved moved = Movement.combine(Movement.transpose(input.dims(), permutation));
        if (moved.isIdentity(shape.size())) {
            return op.state().shaped(input.node(), shape, "");
        }
        String name = op.state().nodes().get(input.node()).name() + "/transpose";
        return op.state().add(new AnnNode(name, "", new IndexMap(moved.source()), List.of(input.node()), shape));
    }

    static void pad(Operator op) {
        int[] dims = ViewOperators.dimsOf(op);
        Attributes attributes = op.attributes();
        String mode = attributes.text("mode", "constant");
        double fill = op.hasInput(2) ? op.constant(2).at(0) : attributes.real("value", 0);
        long[] pads = padsOf(op, dims.length);
        int[][] offsets = Movement.unchanged(dims);
        int[] strides = Movement.strides(dims);
        for (int axis = 0; axis < dims.length; axis++) {
            long before = pads[axis];
            long after = pads[dims.length + axis];
            requirePad(op, before, dims[axis]);
            requirePad(op, after, dims[axis]);
            if (dims[axis] + before + after < 0) {
                throw op.mismatch("cropping by %d and %d".formatted(before, after), "less than " + dims[axis]);
            }
            offsets[axis] = Movement.padded(dims[axis], strides[axis], (int) before, (int) after);
            if (!mode.equals("constant")) {
                mirror(op, mode, offsets[axis], new int[] {dims[axis], strides[axis], (int) before});
            }
        }
        if (fill == 0 || !mode.equals("constant")) {
            op.resultMoved(0, offsets);
        } else {
            filled(op, offsets, (float) fill);
        }
    }

    private static long[] padsOf(Operator op, int rank) {
        if (op.hasInput(2) && op.constant(2).size() != 1) {
            throw op.mismatch("a value " + Arrays.toString(op.constant(2).dims()), "one number");
        }
        long[] given =
                op.hasInput(1) ? op.constant(1).toIntegers() : op.attributes().longs("pads");
        long[] axes = op.hasInput(3) ? op.constant(3).toIntegers() : null;
        int wanted = 2 * (axes == null ? rank : axes.length);
        if (given == null || given.length != wanted) {
            throw op.attributes().bad("pads", given == null ? "absent" : given.length + " values", wanted + " values");
        }
        if (axes == null) {
            return given;
        }
        long[] pads = new long[2 * rank];
        for (int i = 0; i < axes.length; i++) {
            pads[op.axis(axes[i], rank)] = given[i];
            pads[rank + op.axis(axes[i], rank)] = given[axes.length + i];
        }
        return pads;
    }

    /** Replaces the places outside by others inside: {@code axis} is its size, its stride and the padding before. */
    private static void mirror(Operator op, String mode, int[] offsets, int[] axis) {
        int size = axis[0];
        for (int i = 0; i < offsets.length; i++) {
            int place = i - axis[2];
            int inside = switch (mode) {
                case "edge" -> Math.clamp(place, 0, size - 1);
                case "wrap" -> Math.floorMod(place, size);
                case "reflect" -> {
                    int period = Math.max(1, 2 * size - 2);
                    int folded = Math.floorMod(place, period);
                    yield folded < size ? folded : period - folded;
                }
                default -> throw op.attributes().bad("mode", mode, "constant, reflect, edge or wrap");
            };
            offsets[i] = inside * axis[1];
        }
    }

    /** Zeros around, and then the value in their place. */
    private static void filled(Operator op, int[][] offsets, float fill) {
        if (op.isConstant(0)) {
            op.result(new Constant(op.constant(0).gather(Movement.combine(offsets), fill)));
            return;
        }
        int[] dims = new int[offsets.length];
        Arrays.setAll(dims, axis -> offsets[axis].length);
        op.requireNotEmpty(dims);
        op.state().requireRoom(dims, op.place());
        Movement.Moved moved = Movement.combine(offsets);
        Shape shape = Shape.vector(moved.source().length);
        int node = op.movedPart(op.signal(0).node(), moved, shape);
        float[] ones = new float[shape.size()];
        float[] shifts = new float[shape.size()];
        for (int i = 0; i < ones.length; i++) {
            ones[i] = 1;
            shifts[i] = moved.source()[i] < 0 ? fill : 0;
        }
        op.emit(new AnnLayer.ChannelAffine(ones, shifts), List.of(node), dims, shape);
    }

    private static void requirePad(Operator op, long pad, int size) {
        if (pad < -size || pad > op.state().valueLimit()) {
            throw pad > 0
                    ? op.state().tooLarge(op.place(), "padding of " + pad)
                    : op.attributes()
                            .bad(
                                    "pads",
                                    Long.toString(pad),
                                    -size + " to " + op.state().valueLimit());
        }
    }

    /** Bounds are attributes before opset 10 and inputs since. */
    static void slice(Operator op) {
        int[] dims = ViewOperators.dimsOf(op);
        long[] starts = bounds(op, 1, "starts");
        long[] ends = bounds(op, 2, "ends");
        long[] axes =
                op.hasInput(3) ? op.constant(3).toIntegers() : op.attributes().longs("axes");
        long[] steps = op.hasInput(4) ? op.constant(4).toIntegers() : null;
        int[][] offsets = Movement.unchanged(dims);
        int[] strides = Movement.strides(dims);
        if (ends.length != starts.length
                || starts.length > dims.length
                || axes != null && axes.length != starts.length
                || steps != null && steps.length != starts.length) {
            throw op.mismatch("bounds of different lengths", "as many starts, ends, axes and steps");
        }
        for (int i = 0; i < starts.length; i++) {
            int axis = op.axis(axes == null ? i : axes[i], dims.length);
            long step = steps == null ? 1 : steps[i];
            offsets[axis] = sliced(op, dims[axis], strides[axis], new long[] {starts[i], ends[i], step});
        }
        op.resultMoved(0, offsets);
    }

    private static long[] bounds(Operator op, int input, String attribute) {
        long @Nullable [] values = op.hasInput(input)
                ? op.constant(input).toIntegers()
                : op.attributes().longs(attribute);
        if (values == null) {
            throw op.attributes().bad(attribute, "absent", "a bound for each axis");
        }
        return values;
    }

    private static int[] sliced(Operator op, int size, int stride, long[] range) {
        long step = range[2];
        if (step == 0) {
            throw op.attributes().bad("steps", "0", "not 0");
        }
        long least = step > 0 ? 0 : -1;
        long most = step > 0 ? size : size - 1;
        long start = clamped(range[0], size, 0, most);
        long end = clamped(range[1], size, least, most);
        long distance = step > 0 ? end - start : start - end;
        long pace = step == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(step);
        long count = size == 0 || distance <= 0 ? 0 : (distance - 1) / pace + 1;
        int jump = count < 2 ? 0 : (int) step * stride;
        return Movement.steps((int) count, (int) start * stride, jump);
    }

    private static long clamped(long value, int size, long least, long most) {
        long fromFront = value < 0 ? Math.max(value, -2L * size - 2) + size : value;
        return Math.clamp(fromFront, least, Math.max(least, most));
    }

    static void gather(Operator op) {
        int[] dims = ViewOperators.dimsOf(op);
        ConstTensor indices = op.constant(1);
        int axis = op.axis(op.attributes().integer("axis", 0, -16, 15), dims.length);
        int stride = Movement.strides(dims)[axis];
        long[] given = indices.toIntegers();
        int[] picked = new int[given.length];
        for (int i = 0; i < picked.length; i++) {
            long index = given[i];
            if (index < -dims[axis] || index >= dims[axis]) {
                throw op.mismatch("index " + index, -dims[axis] + " to " + (dims[axis] - 1));
            }
            picked[i] = (int) (index < 0 ? index + dims[axis] : index) * stride;
        }
        int[] indexDims = indices.dims();
        int[][] offsets = Movement.unchanged(dims);
        if (indexDims.length == 0) {
            int[][] others = new int[dims.length - 1][];
            System.arraycopy(offsets, 0, others, 0, axis);
            System.arraycopy(offsets, axis + 1, others, axis, dims.length - axis - 1);
            resultOfScalarGather(op, others, picked[0]);
            return;
        }
        offsets[axis] = picked;
        op.resultMoved(0, offsets);
        if (indexDims.length > 1) {
            int[] result = new int[dims.length - 1 + indexDims.length];
            System.arraycopy(dims, 0, result, 0, axis);
            System.arraycopy(indexDims, 0, result, axis, indexDims.length);
            System.arraycopy(dims, axis + 1, result, axis + indexDims.length, dims.length - axis - 1);
            ViewOperators.reviewed(op, result);
        }
    }

    /** The gathered axis is gone, so its offset goes to another one; a result without axes is one value. */
    private static void resultOfScalarGather(Operator op, int[][] offsets, int offset) {
        if (offsets.length > 0) {
            for (int i = 0; i < offsets[0].length; i++) {
                offsets[0][i] += offset;
            }
            op.resultMoved(0, offsets);
        } else {
            Movement.Moved moved = new Movement.Moved(new int[0], new int[] {offset});
            op.result(new Constant(op.constant(0).gather(moved, 0)));
        }
    }

    static void expand(Operator op) {
        int[] dims = ViewOperators.dimsOf(op);
        long[] wanted = op.constant(1).toIntegers();
        int rank = Math.max(dims.length, wanted.length);
        if (rank > 8) {
            throw op.mismatch(rank + " axes", "at most 8");
        }
        int[] target = new int[rank];
        for (int axis = 0; axis < rank; axis++) {
            int from = axis - (rank - dims.length);
            int given = axis - (rank - wanted.length);
            long old = from < 0 ? 1 : dims[from];
            long size = given < 0 ? old : wanted[given];
            if (size < 1 || size > op.state().valueLimit()) {
                throw op.state().tooLarge(op.place(), "expansion to " + Arrays.toString(wanted));
            }
            if (old != 1 && size != 1 && old != size) {
                throw op.mismatch(
                        "expansion of %s to %s".formatted(Arrays.toString(dims), Arrays.toString(wanted)),
                        "equal sizes or 1");
            }
            target[axis] = (int) Math.max(old, size);
        }
        op.state().requireRoom(target, op.place());
        op.resultMoved(0, Movement.expand(dims, target));
    }

    static void concat(Operator op) {
        boolean constant = true;
        for (int i = 0; i < op.inputCount(); i++) {
            constant &= op.isConstant(i);
        }
        if (op.inputCount() == 0) {
            throw op.unsupported("Concat of nothing");
        }
        Signal[] parts = new Signal[op.inputCount()];
        int[][] dims = new int[op.inputCount()][];
        for (int i = 0; i < dims.length; i++) {
            parts[i] = constant ? new Signal(0, op.constant(i).dims()) : op.signalOrConstant(i);
            dims[i] = parts[i].dims();
        }
        int axis = op.axis(op.attributes().integer("axis", 1, -16, 15), dims[0].length);
        int[] result = concatDims(op, dims, axis);
        int before = Operator.sizeOf(Arrays.copyOf(result, axis));
        if (constant) {
            op.result(new Constant(concatConstants(op, result, before)));
            return;
        }
        Integer[] nodes = new Integer[dims.length];
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = parts[i].node();
        }
        if (before == 1) {
            op.emit(new Concat(), List.of(nodes), result);
        } else {
            int joined = op.part(new Concat(), List.of(nodes), Shape.vector(Operator.sizeOf(result)));
            op.emit(new IndexMap(interleaved(dims, before)), List.of(joined), result);
        }
    }

    /** Where each value of the result lies when the parts stand one after another. */
    private static int[] interleaved(int[][] dims, int before) {
        int total = 0;
        for (int[] part : dims) {
            total += Operator.sizeOf(part);
        }
        int row = total / before;
        int[] source = new int[total];
        int start = 0;
        int column = 0;
        for (int[] part : dims) {
            int width = Operator.sizeOf(part) / before;
            for (int i = 0; i < width * before; i++) {
                source[i / width * row + column + i % width] = start + i;
            }
            start += width * before;
            column += width;
        }
        return source;
    }

    private static int[] concatDims(Operator op, int[][] dims, int axis) {
        int[] result = dims[0].clone();
        long total = 0;
        for (int[] each : dims) {
            total += each.length == result.length ? each[axis] : 0;
            for (int other = 0; other < result.length; other++) {
                if (each.length != result.length || other != axis && each[other] != result[other]) {
                    throw op.mismatch(
                            "inputs %s and %s".formatted(Arrays.toString(dims[0]), Arrays.toString(each)),
                            "inputs that differ on axis " + axis + " only");
                }
            }
        }
        result[axis] = (int) Math.min(total, Integer.MAX_VALUE);
        op.state().requireRoom(result, op.place());
        return result;
    }

    private static ConstTensor concatConstants(Operator op, int[] dims, int before) {
        int size = op.state().claimConstant(dims, op.place());
        boolean real = op.constant(0).isReal();
        float[] reals = new float[real ? size : 0];
        long[] integers = new long[real ? 0 : size];
        int row = before == 0 ? 0 : size / before;
        int column = 0;
        for (int i = 0; i < op.inputCount(); i++) {
            ConstTensor part = op.constant(i);
            int width = before == 0 ? 0 : part.size() / before;
            for (int r = 0; r < before; r++) {
                if (real) {
                    System.arraycopy(part.toReals(), r * width, reals, r * row + column, width);
                } else {
                    System.arraycopy(part.toIntegers(), r * width, integers, r * row + column, width);
                }
            }
            column += width;
        }
        return real ? ConstTensor.ofReals(dims, reals) : ConstTensor.ofIntegers(dims, integers);
    }

    /** Parts along one axis, of the sizes given or as equal as can be. */
    static void split(Operator op) {
        int[] dims = ViewOperators.dimsOf(op);
        int axis = op.axis(op.attributes().integer("axis", 0, -16, 15), dims.length);
        long[] sizes =
                op.hasInput(1) ? op.constant(1).toIntegers() : op.attributes().longs("split");
        int count = op.outputCount();
        if (sizes == null) {
            long chunk = Math.ceilDiv(dims[axis], count);
            sizes = new long[count];
            for (int i = 0; i < count; i++) {
                sizes[i] = Math.clamp(dims[axis] - i * chunk, 0, chunk);
            }
        }
        int[] stride = Movement.strides(dims);
        int start = 0;
        for (int output = 0; output < count; output++) {
            long size = sizes.length == count ? sizes[output] : -1;
            if (size < 0 || start + size > dims[axis]) {
                throw op.mismatch(
                        "parts " + Arrays.toString(sizes), "%d parts of %d in all".formatted(count, dims[axis]));
            }
            if (op.hasOutput(output)) {
                int[][] offsets = Movement.unchanged(dims);
                offsets[axis] = Movement.steps((int) size, start * stride[axis], stride[axis]);
                op.resultMoved(0, offsets, output);
            }
            start += (int) size;
        }
    }

    /** The whole tensor several times along each axis. */
    static void tile(Operator op) {
        int[] dims = ViewOperators.dimsOf(op);
        long[] repeats = op.constant(1).toIntegers();
        if (repeats.length != dims.length) {
            throw op.mismatch(repeats.length + " repeats", dims.length + " repeats");
        }
        int[] result = dims.clone();
        for (int axis = 0; axis < dims.length; axis++) {
            if (repeats[axis] < 1 || repeats[axis] > op.state().valueLimit()) {
                throw op.state().tooLarge(op.place(), "repeats of " + Arrays.toString(repeats));
            }
            result[axis] = Math.toIntExact(Math.min(dims[axis] * repeats[axis], Integer.MAX_VALUE));
        }
        op.state().requireRoom(result, op.place());
        int[][] offsets = Movement.unchanged(dims);
        for (int axis = 0; axis < dims.length; axis++) {
            int[] once = offsets[axis];
            int[] all = new int[result[axis]];
            Arrays.setAll(all, i -> once[i % once.length]);
            offsets[axis] = all;
        }
        op.resultMoved(0, offsets);
    }
}
