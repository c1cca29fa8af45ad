package io.aisynapse.converter;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.reference.ReferenceModel;
import java.util.List;
import java.util.stream.IntStream;

/** What the original yields in ONNX Runtime: the values that a spiking network's readout stands for. */
public final class OriginalAnswers {
    private OriginalAnswers() {}

    /**
     * The logits where the model has them as a tensor, else its output.
     *
     * @param threads each opens the model once
     * @return one flat row a sample
     */
    public static float[][] of(byte[] model, AnnGraph original, float[][] samples, int threads) {
        float[][] answers = new float[samples.length][];
        int parts = Math.clamp(threads, 1, Math.max(1, samples.length));
        IntStream.range(0, parts).parallel().forEach(part -> {
            try (ReferenceModel reference = open(model, original)) {
                for (int s = part; s < samples.length; s += parts) {
                    answers[s] = reference.run(samples[s])[0];
                }
            }
        });
        return answers;
    }

    /** Yields that one tensor for a sample. */
    static ReferenceModel open(byte[] model, AnnGraph original) {
        String tensor = original.output().tensor();
        List<String> wanted = List.of(tensor.isEmpty() ? original.referenceOutput() : tensor);
        return ReferenceModel.open(model, original.input(), wanted);
    }
}
