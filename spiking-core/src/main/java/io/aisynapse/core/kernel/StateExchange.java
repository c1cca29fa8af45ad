package io.aisynapse.core.kernel;

/**
 * Saves or restores the state of a run: each part hands in what it keeps from tick to tick, always in one order. Saving
 * reads the arrays, restoring fills them, so that both are written down once.
 */
public interface StateExchange {
    /** The first {@code count} values. */
    void ints(int[] values, int count);

    void longs(long[] values);

    /** A single number: the given one when saving, the saved one when restoring. */
    long value(long current);

    default void ints(int[] values) {
        ints(values, values.length);
    }
}
