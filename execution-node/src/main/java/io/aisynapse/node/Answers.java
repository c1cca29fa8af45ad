package io.aisynapse.node;

import org.jspecify.annotations.Nullable;

/**
 * Classes of a shard's samples, each null when there are none, and how far answers are from the original's.
 *
 * @param labels what the samples are
 * @param names what each value of an answer stands for
 * @param deviation null where there is no original, or the answer is a class
 */
record Answers(
        long @Nullable [] spiking,
        long @Nullable [] original,
        long @Nullable [] labels,
        long @Nullable [] names,
        @Nullable Deviation deviation) {
    /** Sums over samples of {@code ‖y − y₀‖²} and {@code ‖y₀‖²}. */
    record Deviation(double squaredError, double squaredMagnitude) {
        static Deviation of(double[][] outputs, OriginalAnswers original) {
            double error = 0;
            double magnitude = 0;
            for (int i = 0; i < outputs.length; i++) {
                error += original.squaredError(i, outputs[i]);
                magnitude += original.squaredMagnitude(i);
            }
            return new Deviation(error, magnitude);
        }
    }

    /** The same with other classes of the spiking network. */
    Answers with(long[] classes) {
        return new Answers(classes, original, labels, names, deviation);
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
