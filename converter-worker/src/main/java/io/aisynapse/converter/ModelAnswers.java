package io.aisynapse.converter;

import io.aisynapse.reference.AnswerModel;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Answers of a model's original and of its spiking network to many samples, in the part that counts as the answer. */
public final class ModelAnswers {
    private final PreparedModel model;
    private final int threads;

    /** @param threads each opens the model once */
    public ModelAnswers(PreparedModel model, int threads) {
        this.model = model;
        this.threads = threads;
    }

    /** What ONNX Runtime answers: logits where the model has them as a tensor, one flat row a sample. */
    public float[][] original(float[][] samples) {
        return each(samples, (answers, sample) -> answers.original(samples[sample]));
    }

    /** @param readouts decoded values of the spiking network, one row a sample */
    public float[][] spiking(double[][] readouts, float[][] samples) {
        return each(samples, (answers, sample) -> narrowed(answers.answer(readouts[sample], samples[sample])));
    }

    private interface Answer {
        float[] of(AnswerModel answers, int sample);
    }

    private float[][] each(float[][] samples, Answer answer) {
        float[][] rows = new float[samples.length][];
        int parts = Math.clamp(threads, 1, Math.max(1, samples.length));
        IntStream.range(0, parts).parallel().forEach(part -> {
            try (AnswerModel answers = model.openAnswers()) {
                int from = answers.part().from();
                int to = from + answers.part().size();
                for (int s = part; s < samples.length; s += parts) {
                    rows[s] = Arrays.copyOfRange(answer.of(answers, s), from, to);
                }
            }
        });
        return rows;
    }

    private static float[] narrowed(double[] values) {
        float[] result = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = (float) values[i];
        }
        return result;
    }
}
