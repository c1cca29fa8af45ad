package io.aisynapse.node;

import org.jspecify.annotations.Nullable;

/**
 * Classes of a shard's samples, each null when there are none.
 *
 * @param labels what the samples are
 * @param names what each value of an answer stands for
 */
record Answers(
        long @Nullable [] spiking, long @Nullable [] original, long @Nullable [] labels, long @Nullable [] names) {
    /** The same with other classes of the spiking network. */
    Answers with(long[] classes) {
        return new Answers(classes, original, labels, names);
    }

    long classAt(int index) {
        return names == null ? index : names[index];
    }

    int labelled() {
        return spiking == null || labels == null ? 0 : labels.length;
    }

    int compared() {
        return spiking == null || original == null ? 0 : spiking.length;
    }

    int correctSpiking() {
        return equal(spiking, labels);
    }

    int correctOriginal() {
        return equal(original, labels);
    }

    int agreeing() {
        return equal(spiking, original);
    }

    private static int equal(long @Nullable [] a, long @Nullable [] b) {
        if (a == null || b == null) {
            return 0;
        }
        int equal = 0;
        for (int i = 0; i < a.length; i++) {
            equal += a[i] == b[i] ? 1 : 0;
        }
        return equal;
    }
}
