package io.aisynapse.reference;

import io.aisynapse.core.onnx.hybrid.Preamble;
import io.aisynapse.core.onnx.hybrid.Remainder.Exit;

/** The preamble of a hybrid model in ONNX Runtime, fed with samples. Used by one thread at a time. */
final class PreambleSession implements AutoCloseable {
    private final ReferenceModel model;
    private final int sampleSize;
    private final int size;

    private PreambleSession(ReferenceModel model, int sampleSize, int size) {
        this.model = model;
        this.sampleSize = sampleSize;
        this.size = size;
    }

    static PreambleSession open(Preamble preamble) {
        ReferenceModel model = ReferenceModel.open(
                preamble.model(),
                preamble.inputs(),
                preamble.outputs().stream().map(Exit::name).toList());
        return new PreambleSession(model, preamble.sampleSize(), preamble.size());
    }

    /** What the spiking network is fed with. */
    float[] run(float[] sample) {
        if (sample.length != sampleSize) {
            throw new ReferenceException(
                    "a sample of %d values, the model takes %d".formatted(sample.length, sampleSize));
        }
        float[] fed = AnswerModel.joined(model.run(sample));
        if (fed.length != size) {
            throw new ReferenceException(
                    "the model's beginning yields %d values, its shapes say %d".formatted(fed.length, size));
        }
        return fed;
    }

    @Override
    public void close() {
        model.close();
    }
}
