package io.aisynapse.reference;

import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.aisynapse.core.ann.AnnGraph.ModelInput;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * One model in ONNX Runtime: one thread, one sample at a time, so that an answer does not depend on which samples are
 * asked for together. Used by one thread at a time.
 */
public final class ReferenceModel implements AutoCloseable {
    private final OrtSession session;
    private final List<ModelInput> inputs;
    private final List<String> tensors;

    private ReferenceModel(OrtSession session, List<ModelInput> inputs, List<String> tensors) {
        this.session = session;
        this.inputs = List.copyOf(inputs);
        this.tensors = List.copyOf(tensors);
    }

    /**
     * @param model bytes that passed the gate
     * @param inputs all of them, in the order in which a sample holds their values
     * @param tensors which to compute, outputs of the model or inner ones; not its inputs
     * @throws ReferenceException when ONNX Runtime does not take the model
     */
    public static ReferenceModel open(byte[] model, List<ModelInput> inputs, List<String> tensors) {
        return new ReferenceModel(Sessions.open(GraphOutputs.append(model, tensors)), inputs, tensors);
    }

    /**
     * @param sample the values of all inputs one after another, without batch axes
     * @return one flat array a tensor, in the order they were asked for, without the batch axis
     */
    public float[][] run(float[] sample) {
        int batch = inputs.stream().mapToInt(ModelInput::fixedBatch).max().orElse(0);
        try (SampleFeed feed = SampleFeed.of(inputs, sample);
                OrtSession.Result result = session.run(feed.tensors(), new LinkedHashSet<>(tensors))) {
            float[][] values = new float[tensors.size()][];
            for (int i = 0; i < values.length; i++) {
                String name = tensors.get(i);
                OnnxValue value = result.get(name)
                        .orElseThrow(() -> new ReferenceException("ONNX Runtime yields no tensor " + name));
                values[i] = firstOf(Sessions.floats(name, value), batch);
            }
            return values;
        } catch (OrtException e) {
            throw new ReferenceException("ONNX Runtime failed: " + e.getMessage(), e);
        }
    }

    /** The values of a batch's first sample. */
    static float[] firstOf(float[] values, int batch) {
        return batch <= 1 ? values : Arrays.copyOf(values, values.length / batch);
    }

    @Override
    public void close() {
        Sessions.close(session);
    }
}
