package io.aisynapse.core.tensor;

/** The index of the largest value, the first one of several: the class that an answer names. */
public final class ArgMax {
    private ArgMax() {}

    public static int of(double[] values) {
        return of(values, 0, values.length);
    }

    public static int of(float[] values) {
        return of(values, 0, values.length);
    }

    /** Among neighbours from {@code from} on, counted from the first of them. */
    public static int of(double[] values, int from, int size) {
        int best = 0;
        for (int i = 1; i < size; i++) {
            best = values[from + i] > values[from + best] ? i : best;
        }
        return best;
    }

    /** Among neighbours from {@code from} on, counted from the first of them. */
    public static int of(float[] values, int from, int size) {
        int best = 0;
        for (int i = 1; i < size; i++) {
            best = values[from + i] > values[from + best] ? i : best;
        }
        return best;
    }
}
