package io.aisynapse.core.onnx.value;

import java.util.Arrays;

/**
 * Operators that only move values: each is described by the place that each result value comes from. Along every axis
 * of the result a list says how far each index lies from the start of the source; the place is the sum over all axes.
 */
public final class Movement {
    /** Stands in an axis' list for an index that has no source. */
    public static final int NOTHING = -1;

    private Movement() {}

    /** The result's dimensions, and the flat source of each of its values ({@link #NOTHING} for padding). */
    public record Moved(int[] dims, int[] source) {
        public boolean isIdentity(int sourceSize) {
            if (source.length != sourceSize) {
                return false;
            }
            for (int i = 0; i < source.length; i++) {
                if (source[i] != i) {
                    return false;
                }
            }
            return true;
        }
    }

    public static int[] strides(int[] dims) {
        int[] strides = new int[dims.length];
        int stride = 1;
        for (int axis = dims.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= dims[axis];
        }
        return strides;
    }

    public static int[][] transpose(int[] dims, int[] permutation) {
        int[] strides = strides(dims);
        int[][] offsets = new int[dims.length][];
        for (int axis = 0; axis < dims.length; axis++) {
            int from = permutation[axis];
            offsets[axis] = steps(dims[from], 0, strides[from]);
        }
        return offsets;
    }

    /** Every axis as it is; the caller replaces those that change. */
    public static int[][] unchanged(int[] dims) {
        int[] strides = strides(dims);
        int[][] offsets = new int[dims.length][];
        for (int axis = 0; axis < dims.length; axis++) {
            offsets[axis] = steps(dims[axis], 0, strides[axis]);
        }
        return offsets;
    }

    /** {@code count} offsets: start, start + step, start + 2·step … */
    public static int[] steps(int count, int start, int step) {
        int[] offsets = new int[count];
        Arrays.setAll(offsets, i -> start + i * step);
        return offsets;
    }

    /** An axis of so many values with padding (or, when negative, cropping) on both sides. */
    public static int[] padded(int size, int stride, int before, int after) {
        int[] offsets = new int[size + before + after];
        Arrays.setAll(offsets, i -> i - before < 0 || i - before >= size ? NOTHING : (i - before) * stride);
        return offsets;
    }

    /** Repeats size-1 axes up to the target's size; the target has at least as many axes. */
    public static int[][] expand(int[] dims, int[] target) {
        int[] strides = strides(dims);
        int[][] offsets = new int[target.length][];
        for (int axis = 0; axis < target.length; axis++) {
            int from = axis - (target.length - dims.length);
            boolean repeated = from < 0 || dims[from] == 1;
            offsets[axis] = steps(target[axis], 0, repeated ? 0 : strides[from]);
        }
        return offsets;
    }

    /** The flat source of every result value; the caller has checked the result's size. */
    public static Moved combine(int[][] offsets) {
        int[] dims = new int[offsets.length];
        int size = 1;
        for (int axis = 0; axis < dims.length; axis++) {
            dims[axis] = offsets[axis].length;
            size *= dims[axis];
        }
        int[] source = new int[size];
        int repeat = 1;
        for (int axis = dims.length - 1; axis >= 0; axis--) {
            for (int i = 0; i < size; i++) {
                int offset = offsets[axis][i / repeat % dims[axis]];
                source[i] = offset == NOTHING || source[i] == NOTHING ? NOTHING : source[i] + offset;
            }
            repeat *= dims[axis];
        }
        return new Moved(dims, source);
    }
}
