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

    /** What the spiking network is fed with: the samples, or what a hybrid's preamble makes of them. */
    public float[][] fed(float[][] samples) {
        if (model.checked().preamble() == null) {
            return samples;
        }
        float[][] rows = new float[samples.length][];
        each(samples.length, (answers, sample) -> rows[sample] = answers.fed(samples[sample]));
        return rows;
    }

    /**
     * @param readouts decoded values of the spiking network, one row a sample
     * @param fed what it was fed with
     */
    public float[][] spiking(double[][] readouts, float[][] fed) {
        return each(fed, (answers, sample) -> narrowed(answers.answer(readouts[sample], fed[sample])));
    }

    private interface Answer {
        float[] of(AnswerModel answers, int sample);
    }

    private float[][] each(float[][] samples, Answer answer) {
        float[][] rows = new float[samples.length][];
        each(samples.length, (answers, s) -> {
            int from = answers.part().from();
            rows[s] = Arrays.copyOfRange(
                    answer.of(answers, s), from, from + answers.part().size());
        });
        return rows;
    }

    private interface Work {
        void on(AnswerModel answers, int sample);
    }

    private void each(int samples, Work work) {
        int parts = Math.clamp(threads, 1, Math.max(1, samples));
        IntStream.range(0, parts).parallel().forEach(part -> {
            try (AnswerModel answers = model.openAnswers()) {
                for (int s = part; s < samples; s += parts) {
                    work.on(answers, s);
                }
            }
        });
    }

    private static float[] narrowed(double[] values) {
        float[] result = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = (float) values[i];
        }
        return result;
    }
}
