package io.aisynapse.core.onnx.proto;

import java.util.Arrays;

/** Collects numbers up to a limit; what comes after it is dropped, and the list is one longer than the limit then. */
final class LongList {
    private final int limit;
    private long[] values = new long[4];
    private int size;

    LongList(int limit) {
        this.limit = limit;
    }

    void add(long value) {
        if (size > limit) {
            return;
        }
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
    }

    boolean isOverLimit() {
        return size > limit;
    }

    long[] toArray() {
        return Arrays.copyOf(values, size);
    }
}
