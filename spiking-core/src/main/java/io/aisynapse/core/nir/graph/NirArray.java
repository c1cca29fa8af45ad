package io.aisynapse.core.nir.graph;

import java.util.Arrays;

/** Numbers of a NIR node, flat and row-major, with the length of each axis; no axis for a single number. */
public record NirArray(int[] axes, float[] values) {
    public NirArray {
        long size = 1;
        for (int axis : axes) {
            size *= axis;
        }
        if (size != values.length) {
            throw new IllegalArgumentException(
                    "%d values with the axes %s".formatted(values.length, Arrays.toString(axes)));
        }
    }

    /** The same number everywhere. */
    public static NirArray filled(int[] axes, float value) {
        int size = 1;
        for (int axis : axes) {
            size = Math.multiplyExact(size, axis);
        }
        float[] values = new float[size];
        Arrays.fill(values, value);
        return new NirArray(axes, values);
    }

    public static NirArray vector(float... values) {
        return new NirArray(new int[] {values.length}, values);
    }

    /** {@code 3×8×8 [0.5 …]}. */
    String toText() {
        return "%s from %s".formatted(Arrays.toString(axes), values.length == 0 ? "nothing" : values[0]);
    }
}
