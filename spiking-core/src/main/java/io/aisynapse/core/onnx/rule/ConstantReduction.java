package io.aisynapse.core.onnx.rule;

import io.aisynapse.core.onnx.value.ConstTensor;
import io.aisynapse.core.onnx.value.Movement;
import io.aisynapse.core.onnx.value.Value.Constant;

/** Sums, products and extremes of constants over some of their axes: shape arithmetic needs them. */
final class ConstantReduction {
    private ConstantReduction() {}

    static void run(Operator op) {
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
