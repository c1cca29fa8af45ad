package io.aisynapse.core.onnx.value;

import io.aisynapse.core.onnx.proto.DataType;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * A constant while importing: reals or integers, row-major.
 *
 * @param dims by axis; an empty list is a scalar, a 0 makes it empty
 * @param type as stored; what is computed at import is float32 or int64
 * @param reals the values of floating types, else empty
 * @param integers the values of integer types, else empty
 */
public record ConstTensor(int[] dims, DataType type, float[] reals, long[] integers) {
    private static final float[] NO_REALS = {};
    private static final long[] NO_INTEGERS = {};

    public static ConstTensor ofReals(int[] dims, float[] values) {
        return new ConstTensor(dims, DataType.FLOAT, values, NO_INTEGERS);
    }

    public static ConstTensor ofIntegers(int[] dims, long[] values) {
        return ofIntegers(dims, DataType.INT64, values);
    }

    public static ConstTensor ofIntegers(int[] dims, DataType type, long[] values) {
        return new ConstTensor(dims, type, NO_REALS, values);
    }

    public boolean isReal() {
        return type.isFloating();
    }

    /** So many reals, each computed from its index in double and rounded once. */
    public static float[] computed(int size, IntToDoubleFunction rule) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) rule.applyAsDouble(i);
        }
        return values;
    }

    public int size() {
        return isReal() ? reals.length : integers.length;
    }

    public double at(int index) {
        return isReal() ? reals[index] : integers[index];
    }

    public ConstTensor withDims(int[] newDims) {
        return new ConstTensor(newDims, type, reals, integers);
    }

    public float[] toReals() {
        if (isReal()) {
            return reals;
        }
        return computed(integers.length, i -> integers[i]);
    }

    /** Integers, truncated when the tensor holds reals. */
    public long[] toIntegers() {
        if (!isReal()) {
            return integers;
        }
        long[] values = new long[reals.length];
        Arrays.setAll(values, i -> (long) reals[i]);
        return values;
    }

    /** The values at these places, or the fill where the place is −1. */
    public ConstTensor gather(Movement.Moved moved, double fill) {
        int[] source = moved.source();
        if (isReal()) {
            return ofReals(moved.dims(), computed(source.length, i -> source[i] < 0 ? (float) fill : reals[source[i]]));
        }
        long[] values = new long[source.length];
        Arrays.setAll(values, i -> source[i] < 0 ? (long) fill : integers[source[i]]);
        return ofIntegers(moved.dims(), type, values);
    }
}
