package io.aisynapse.protocol.array;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What a .npy file says of itself before its values.
 *
 * @param dtype NumPy's name of the element type with byte order, for example {@code <f4}
 * @param shape lengths of the axes, none negative; their product fits a long
 */
public record NpyHeader(String dtype, boolean fortranOrder, long[] shape) {
    /** Elements in all. */
    public long elements() {
        return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }

    /** Length of the first axis; 1 for a scalar. */
    public long rows() {
        return shape.length == 0 ? 1 : shape[0];
    }

    /** Elements of one entry of the first axis. */
    public long rowElements() {
        return Arrays.stream(shape).skip(1).reduce(1, Math::multiplyExact);
    }

    /** {@code <f4 32×1×28×28}. */
    public String toText() {
        return dtype + " " + Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining("×"));
    }
}
