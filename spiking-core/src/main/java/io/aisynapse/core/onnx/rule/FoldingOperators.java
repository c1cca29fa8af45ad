package io.aisynapse.core.onnx.rule;

import io.aisynapse.core.onnx.proto.OnnxModel.Attribute;
import io.aisynapse.core.onnx.proto.OnnxTensor;
import io.aisynapse.core.onnx.value.ConstTensor;
import io.aisynapse.core.onnx.value.Movement;
import io.aisynapse.core.onnx.value.Value.Constant;
import io.aisynapse.core.onnx.value.Value.Texts;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;

/** What is computed at import, since it depends on no input: constants, shapes, and arithmetic on them. */
final class FoldingOperators {
    private FoldingOperators() {}

    static void constant(Operator op) {
        for (var entry : op.attributes().byName().entrySet()) {
            Attribute attribute = entry.getValue();
            OnnxTensor tensor = attribute.tensor();
            switch (attribute.kind()) {
                case TENSOR -> op.result(op.state().decode(Objects.requireNonNull(tensor)));
                case REAL -> op.result(reals(new int[0], op.attributes().real(entry.getKey(), 0)));
                case REALS -> op.result(reals(new int[] {attribute.reals().length}, attribute.reals()));
                case INTEGER -> op.result(integers(new int[0], attribute.integer()));
                case INTEGERS -> op.result(integers(new int[] {attribute.integers().length}, attribute.integers()));
                case TEXTS -> op.result(new Texts(attribute.texts()));
                case TEXT, GRAPH, OTHER ->
                    throw op.attributes().bad(entry.getKey(), "not a constant", "a tensor, number or list");
            }
            return;
        }
        throw op.attributes().bad("value", "absent", "a tensor, number or list");
    }

    private static Constant reals(int[] dims, float... values) {
        return new Constant(ConstTensor.ofReals(dims, values));
    }

    private static Constant integers(int[] dims, long... values) {
        return new Constant(ConstTensor.ofIntegers(dims, values));
    }

    static void constantOfShape(Operator op) {
        long[] wanted = op.constant(0).toIntegers();
        int[] dims = new int[Math.min(wanted.length, 16)];
        for (int axis = 0; axis < dims.length; axis++) {
            if (wanted[axis] < 0) {
                throw op.refuse(
                        "bad-dimension", "dimensions " + Arrays.toString(wanted), "0 and more", "Correct the shape.");
            }
            if (wanted[axis] > op.state().valueLimit()) {
                throw op.state().tooLarge(op.place(), "a constant of dimensions " + Arrays.toString(wanted));
            }
            dims[axis] = (int) wanted[axis];
        }
        ConstTensor fill = ConstTensor.ofReals(new int[] {1}, new float[1]);
        Attribute value = op.attributes().byName().get("value");
        OnnxTensor tensor = value == null ? null : value.tensor();
        if (tensor != null
                && op.state().decode(tensor) instanceof Constant constant
                && constant.tensor().size() == 1) {
            fill = constant.tensor();
        }
        int size = op.state().claimConstant(dims, op.place());
        op.result(new Constant(fill.gather(new Movement.Moved(dims, new int[size]), 0)));
    }

    static void shape(Operator op) {
        int[] dims = ViewOperators.dimsOf(op);
        int rank = dims.length;
        long start = op.attributes().integer("start", 0, -1000, 1000);
        long end = op.attributes().integer("end", rank, -1000, 1000);
        int from = (int) Math.clamp(start < 0 ? start + rank : start, 0L, rank);
        int to = Math.clamp(end < 0 ? end + rank : end, from, rank);
        long[] values = new long[to - from];
        Arrays.setAll(values, i -> dims[from + i]);
        op.result(integers(new int[] {values.length}, values));
    }

    static void size(Operator op) {
        op.result(integers(new int[0], Operator.sizeOf(ViewOperators.dimsOf(op))));
    }

    /** Arithmetic on two constants with broadcasting; integers divide towards zero. */
    static void binary(Operator op) {
        ConstTensor left = op.constant(0);
        ConstTensor right = op.constant(1);
        int[] dims = broadcast(op, left.dims(), right.dims());
        op.state().claimConstant(dims, op.place());
        int[] fromLeft = Movement.combine(Movement.expand(left.dims(), dims)).source();
        int[] fromRight = Movement.combine(Movement.expand(right.dims(), dims)).source();
        if (left.isReal() || right.isReal()) {
            DoubleBinaryOperator rule = realRule(op);
            float[] values = ConstTensor.computed(
                    fromLeft.length, i -> rule.applyAsDouble(left.at(fromLeft[i]), right.at(fromRight[i])));
            op.result(new Constant(ConstTensor.ofReals(dims, finite(op, values))));
        } else {
            LongBinaryOperator rule = integerRule(op);
            long[] values = new long[fromLeft.length];
            Arrays.setAll(values, i -> rule.applyAsLong(left.integers()[fromLeft[i]], right.integers()[fromRight[i]]));
            op.result(new Constant(ConstTensor.ofIntegers(dims, values)));
        }
    }

    /** Comparison of two constants with broadcasting: 1 where it holds, else 0. */
    static void compare(Operator op) {
        ConstTensor left = op.constant(0);
        ConstTensor right = op.constant(1);
        int[] dims = broadcast(op, left.dims(), right.dims());
        op.state().claimConstant(dims, op.place());
        int[] fromLeft = Movement.combine(Movement.expand(left.dims(), dims)).source();
        int[] fromRight = Movement.combine(Movement.expand(right.dims(), dims)).source();
        long[] values = new long[fromLeft.length];
        Arrays.setAll(values, i -> {
            int order = Double.compare(left.at(fromLeft[i]), right.at(fromRight[i]));
            boolean holds = switch (op.type()) {
                case "Equal" -> order == 0;
                case "Greater" -> order > 0;
                case "GreaterOrEqual" -> order >= 0;
                case "Less" -> order < 0;
                default -> order <= 0;
            };
            return holds ? 1 : 0;
        });
        op.result(new Constant(ConstTensor.ofIntegers(dims, values)));
    }

    /** Chooses between two constants. */
    static void where(Operator op) {
        ConstTensor chosen = op.constant(0);
        ConstTensor yes = op.constant(1);
        ConstTensor no = op.constant(2);
        int[] dims = broadcast(op, broadcast(op, chosen.dims(), yes.dims()), no.dims());
        op.state().claimConstant(dims, op.place());
        int[] fromChosen =
                Movement.combine(Movement.expand(chosen.dims(), dims)).source();
        int[] fromYes = Movement.combine(Movement.expand(yes.dims(), dims)).source();
        int[] fromNo = Movement.combine(Movement.expand(no.dims(), dims)).source();
        if (yes.isReal() || no.isReal()) {
            float[] values = ConstTensor.computed(
                    fromYes.length, i -> chosen.at(fromChosen[i]) != 0 ? yes.at(fromYes[i]) : no.at(fromNo[i]));
            op.result(new Constant(ConstTensor.ofReals(dims, values)));
        } else {
            long[] values = new long[fromYes.length];
            Arrays.setAll(
                    values, i -> chosen.at(fromChosen[i]) != 0 ? yes.integers()[fromYes[i]] : no.integers()[fromNo[i]]);
            op.result(new Constant(ConstTensor.ofIntegers(dims, values)));
        }
    }

    /** The integers from a start to a limit. */
    static void range(Operator op) {
        long start = integer(op, 0);
        long limit = integer(op, 1);
        long step = integer(op, 2);
        if (op.constant(0).isReal()
                || step == 0
                || Math.abs(limit - (double) start) > op.state().valueLimit()) {
            throw op.unsupported("Range from %d to %d".formatted(start, limit));
        }
        int count = (int) Math.max(0, Math.ceilDiv(limit - start, step));
        op.state().claimConstant(new int[] {count}, op.place());
        long[] values = new long[count];
        Arrays.setAll(values, i -> start + i * step);
        op.result(new Constant(ConstTensor.ofIntegers(new int[] {count}, values)));
    }

    private static long integer(Operator op, int input) {
        ConstTensor tensor = op.constant(input);
        if (tensor.size() != 1) {
            throw op.mismatch("input " + Arrays.toString(tensor.dims()), "one number");
        }
        return tensor.toIntegers()[0];
    }

    private static DoubleBinaryOperator realRule(Operator op) {
        return switch (op.type()) {
            case "Add" -> (a, b) -> a + b;
            case "Sub" -> (a, b) -> a - b;
            case "Mul" -> (a, b) -> a * b;
            case "Div" -> (a, b) -> a / b;
            case "Pow" -> Math::pow;
            case "Min" -> Math::min;
            case "Max" -> Math::max;
            case "Mod" -> (a, b) -> op.attributes().flag("fmod", false) ? a % b : a - b * Math.floor(a / b);
            default -> throw op.unsupported(op.type() + " of constants");
        };
    }

    private static LongBinaryOperator integerRule(Operator op) {
        return switch (op.type()) {
            case "Add" -> Long::sum;
            case "Sub" -> (a, b) -> a - b;
            case "Mul" -> (a, b) -> a * b;
            case "Pow" -> (a, b) -> (long) Math.pow(a, b);
            case "Min" -> Math::min;
            case "Max" -> Math::max;
            case "And" -> (a, b) -> a != 0 && b != 0 ? 1 : 0;
            case "Or" -> (a, b) -> a != 0 || b != 0 ? 1 : 0;
            case "Div", "Mod" ->
                (a, b) -> {
                    if (b == 0) {
                        throw op.refuse(
                                "non-finite-weight",
                                "a division by 0",
                                "divisors that are not 0",
                                "Correct the constant.");
                    }
                    return op.type().equals("Div") ? a / b : Math.floorMod(a, b);
                };
            default -> throw op.unsupported(op.type() + " of integer constants");
        };
    }

    /** The dimensions of two tensors that broadcast against each other. */
    static int[] broadcast(Operator op, int[] left, int[] right) {
        int rank = Math.max(left.length, right.length);
        int[] dims = new int[rank];
        for (int axis = 0; axis < rank; axis++) {
            int a = axis < rank - left.length ? 1 : left[axis - (rank - left.length)];
            int b = axis < rank - right.length ? 1 : right[axis - (rank - right.length)];
            if (a != b && a != 1 && b != 1) {
                throw op.mismatch(
                        "tensors %s and %s".formatted(Arrays.toString(left), Arrays.toString(right)),
                        "equal sizes or 1");
            }
            dims[axis] = a == 1 ? b : a;
        }
        op.state().requireRoom(dims, op.place());
        return dims;
    }

    /** Arithmetic on one constant. */
    static void unary(Operator op) {
        unary(
                op,
                switch (op.type()) {
                    case "Neg" -> x -> -x;
                    case "Floor" -> Math::floor;
                    case "Ceil" -> Math::ceil;
                    case "Round" -> Math::rint;
                    case "Sign" -> Math::signum;
                    case "Not" -> x -> x == 0 ? 1 : 0;
                    default -> throw op.unsupported(op.type() + " of a constant");
                });
    }

    /** Any function of one constant, value by value. */
    static void unary(Operator op, DoubleUnaryOperator rule) {
        ConstTensor tensor = op.constant(0);
        op.state().claimConstant(tensor.dims(), op.place());
        if (tensor.isReal()) {
            float[] values = ConstTensor.computed(tensor.size(), i -> rule.applyAsDouble(tensor.at(i)));
            op.result(new Constant(ConstTensor.ofReals(tensor.dims(), finite(op, values))));
        } else {
            long[] values = new long[tensor.size()];
            Arrays.setAll(values, i -> (long) rule.applyAsDouble(tensor.at(i)));
            op.result(new Constant(ConstTensor.ofIntegers(tensor.dims(), values)));
        }
    }

    private static float[] finite(Operator op, float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw op.refuse(
                        "non-finite-weight",
                        "a constant that becomes " + value,
                        "finite numbers",
                        "Correct the constant.");
            }
        }
        return values;
    }

    /** {@code (x − zero) · scale}, per tensor or along one axis: integer weights become plain ones again. */
    static void dequantize(Operator op) {
        ConstTensor quantised = op.constant(0);
        ConstTensor scale = op.constant(1);
        int rank = quantised.dims().length;
        boolean whole = scale.size() == 1;
        int axis = whole ? 0 : op.axis(op.attributes().integer("axis", 1, -16, 15), rank);
        if (!whole && (scale.dims().length != 1 || scale.size() != quantised.dims()[axis])) {
            throw op.mismatch(
                    "scale %s for %s".formatted(Arrays.toString(scale.dims()), Arrays.toString(quantised.dims())),
                    "one scale for each index of axis " + axis);
        }
        op.state().claimConstant(quantised.dims(), op.place());
        int inner = whole ? 1 : Movement.strides(quantised.dims())[axis];
        float[] values = new float[quantised.size()];
        for (int i = 0; i < values.length; i++) {
            int index = whole ? 0 : i / inner % scale.size();
            double zero = op.hasInput(2)
                    ? op.constant(2).at(Math.min(index, op.constant(2).size() - 1))
                    : 0;
            values[i] = (float) ((quantised.at(i) - zero) * scale.at(index));
        }
        op.result(new Constant(ConstTensor.ofReals(quantised.dims(), values)));
    }

    /** Sums, products and extremes of a constant over some of its axes: shape arithmetic needs them. */
    static void reduction(Operator op) {
        ConstTensor tensor = op.constant(0);
        int[] dims = tensor.dims();
        boolean[] reduced = PoolOperators.reducedAxes(op, dims.length);
        int[] strides = Movement.strides(PoolOperators.resultDims(dims, reduced, true));
        int[] own = Movement.strides(dims);
        int[] result = PoolOperators.resultDims(dims, reduced, op.attributes().flag("keepdims", true));
        double[] values = new double[op.state().claimConstant(result, op.place())];
        long[] counts = new long[values.length];
        for (int i = 0; i < tensor.size(); i++) {
            int place = 0;
            for (int axis = 0; axis < dims.length; axis++) {
                place += reduced[axis] ? 0 : i / own[axis] % dims[axis] * strides[axis];
            }
            boolean first = counts[place]++ == 0;
            values[place] = first ? tensor.at(i) : joined(op, values[place], tensor.at(i));
        }
        for (int i = 0; i < values.length && op.type().equals("ReduceMean"); i++) {
            values[i] /= Math.max(1, counts[i]);
        }
        op.result(new Constant(rounded(tensor, result, values)));
    }

    private static double joined(Operator op, double so, double next) {
        return switch (op.type()) {
            case "ReduceSum", "ReduceMean" -> so + next;
            case "ReduceProd" -> so * next;
            case "ReduceMax" -> Math.max(so, next);
            case "ReduceMin" -> Math.min(so, next);
            default -> throw op.unsupported(op.type() + " of a constant");
        };
    }

    private static ConstTensor rounded(ConstTensor tensor, int[] dims, double[] values) {
        if (tensor.isReal()) {
            return ConstTensor.ofReals(dims, ConstTensor.computed(values.length, i -> values[i]));
        }
        long[] integers = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            integers[i] = (long) values[i];
        }
        return ConstTensor.ofIntegers(dims, integers);
    }
}
