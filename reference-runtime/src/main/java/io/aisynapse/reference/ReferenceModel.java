package io.aisynapse.reference;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.ExecutionMode;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.platform.Fp16Conversions;
import io.aisynapse.core.ann.AnnGraph.ModelInput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * One model in ONNX Runtime: one thread, one sample at a time, so that an answer does not depend on which samples are
 * asked for together. Used by one thread at a time.
 */
public final class ReferenceModel implements AutoCloseable {
    private final OrtSession session;
    private final ModelInput input;
    private final List<String> tensors;

    private ReferenceModel(OrtSession session, ModelInput input, List<String> tensors) {
        this.session = session;
        this.input = input;
        this.tensors = List.copyOf(tensors);
    }

    /**
     * @param model bytes that passed the gate
     * @param tensors which to compute, outputs of the model or inner ones; not its input
     * @throws ReferenceException when ONNX Runtime does not take the model
     */
    public static ReferenceModel open(byte[] model, ModelInput input, List<String> tensors) {
        try (SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setExecutionMode(ExecutionMode.SEQUENTIAL);
            options.setOptimizationLevel(OptLevel.BASIC_OPT);
            options.setCPUArenaAllocator(false);
            byte[] seen = GraphOutputs.append(model, tensors);
            return new ReferenceModel(OrtEnvironment.getEnvironment().createSession(seen, options), input, tensors);
        } catch (OrtException e) {
            throw new ReferenceException("ONNX Runtime does not take the model: " + e.getMessage(), e);
        }
    }

    /**
     * @param sample flat, without the batch axis
     * @return one flat array a tensor, in the order they were asked for, without the batch axis
     */
    public float[][] run(float[] sample) {
        int batch = Math.max(1, input.fixedBatch());
        try (OnnxTensor fed = feed(sample, batch);
                OrtSession.Result result =
                        session.run(Map.<String, OnnxTensorLike>of(input.name(), fed), new LinkedHashSet<>(tensors))) {
            float[][] values = new float[tensors.size()][];
            for (int i = 0; i < values.length; i++) {
                String name = tensors.get(i);
                OnnxValue value = result.get(name)
                        .orElseThrow(() -> new ReferenceException("ONNX Runtime yields no tensor " + name));
                values[i] = firstOf(name, value, batch);
            }
            return values;
        } catch (OrtException e) {
            throw new ReferenceException("ONNX Runtime failed: " + e.getMessage(), e);
        }
    }

    /** A model that wants more samples at once gets the same one in every place. */
    private OnnxTensor feed(float[] sample, int batch) throws OrtException {
        long[] shape = new long[input.dimensions().size() + 1];
        shape[0] = batch;
        for (int i = 1; i < shape.length; i++) {
            shape[i] = input.dimensions().get(i - 1);
        }
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        if (!input.halfPrecision()) {
            FloatBuffer values = FloatBuffer.allocate(Math.multiplyExact(sample.length, batch));
            for (int i = 0; i < batch; i++) {
                values.put(sample);
            }
            return OnnxTensor.createTensor(environment, values.flip(), shape);
        }
        ByteBuffer halves = ByteBuffer.allocateDirect(Math.multiplyExact(2 * sample.length, batch))
                .order(ByteOrder.nativeOrder());
        for (int i = 0; i < batch; i++) {
            for (float value : sample) {
                halves.putShort(Fp16Conversions.floatToFp16(value));
            }
        }
        return OnnxTensor.createTensor(environment, halves.flip(), shape, OnnxJavaType.FLOAT16);
    }

    private static float[] firstOf(String name, OnnxValue value, int batch) {
        FloatBuffer buffer = value instanceof OnnxTensor tensor ? tensor.getFloatBuffer() : null;
        if (buffer == null) {
            throw new ReferenceException("tensor " + name + " holds no real numbers");
        }
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return batch == 1 ? values : Arrays.copyOf(values, values.length / batch);
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new ReferenceException("an ONNX Runtime session did not close", e);
        }
    }
}
