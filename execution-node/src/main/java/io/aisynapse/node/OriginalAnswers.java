package io.aisynapse.node;

import io.aisynapse.core.tensor.ArgMax;
import io.aisynapse.reference.AnswerModel;
import java.util.function.IntConsumer;

/**
 * What the original model answers to a shard's samples.
 *
 * @param model which it is, open for one thread
 * @param values one row a sample
 */
record OriginalAnswers(AnswerModel model, float[][] values) {
    /** @param progress is told how many samples were begun before each */
    static OriginalAnswers of(AnswerModel model, float[][] samples, IntConsumer progress) {
        float[][] values = new float[samples.length][];
        for (int i = 0; i < samples.length; i++) {
            progress.accept(i);
            values[i] = model.original(samples[i]);
        }
        return new OriginalAnswers(model, values);
    }

    /** Classes by sample. */
    long[] classes(long[] names) {
        long[] classes = new long[values.length];
        for (int i = 0; i < classes.length; i++) {
            int from = model.part().from();
            classes[i] = names[ArgMax.of(values[i], from, model.part().size())];
        }
        return classes;
    }

    /** {@code ‖y − y₀‖²} of another answer to one sample. */
    double squaredError(int sample, double[] answer) {
        double sum = 0;
        for (int i = 0; i < answer.length; i++) {
            double difference = answer[i] - values[sample][i];
            sum += difference * difference;
        }
        return sum;
    }

    /** {@code ‖y₀‖²} of one sample. */
    double squaredMagnitude(int sample) {
        double sum = 0;
        for (float value : values[sample]) {
            sum += (double) value * value;
        }
        return sum;
    }
}
