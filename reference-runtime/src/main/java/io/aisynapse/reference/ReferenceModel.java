package io.aisynapse.reference;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.platform.Fp16Conversions;
import io.aisynapse.core.ann.AnnGraph.ModelInput;
import io.aisynapse.core.ann.AnnGraph.ModelInput.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

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
        Map<String, OnnxTensorLike> fed = new LinkedHashMap<>();
        try {
            int from = 0;
            for (ModelInput input : inputs) {
                fed.put(input.name(), feed(input, Arrays.copyOfRange(sample, from, from + input.size())));
                from += input.size();
            }
            try (OrtSession.Result result = session.run(fed, new LinkedHashSet<>(tensors))) {
                float[][] values = new float[tensors.size()][];
                for (int i = 0; i < values.length; i++) {
                    String name = tensors.get(i);
                    OnnxValue value = result.get(name)
                            .orElseThrow(() -> new ReferenceException("ONNX Runtime yields no tensor " + name));
                    values[i] = firstOf(Sessions.floats(name, value), batch);
                }
                return values;
            }
        } catch (OrtException e) {
            throw new ReferenceException("ONNX Runtime failed: " + e.getMessage(), e);
        } finally {
            fed.values().forEach(OnnxTensorLike::close);
        }
    }

    /**
     * A model that wants more samples at once gets zeros in the other places: when it mixes samples of a batch, its
     * answer differs from ours, and the comparison of tensors tells.
     */
    private static OnnxTensor feed(ModelInput input, float[] sample) throws OrtException {
        int batch = Math.max(1, input.fixedBatch());
        long[] shape = new long[input.dimensions().size() + 1];
        shape[0] = batch;
        for (int i = 1; i < shape.length; i++) {
            shape[i] = input.dimensions().get(i - 1);
        }
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        ByteBuffer values = ByteBuffer.allocateDirect(
                        Math.multiplyExact(Math.multiplyExact(bytesOf(input.type()), sample.length), batch))
                .order(ByteOrder.nativeOrder());
        for (float value : sample) {
            put(input.type(), values, value);
        }
        return OnnxTensor.createTensor(environment, values.clear(), shape, typeOf(input.type()));
    }

    private static int bytesOf(ElementType type) {
        return switch (type) {
            case UINT8, INT8 -> 1;
            case FLOAT16 -> 2;
            case FLOAT32, INT32 -> 4;
            case FLOAT64, INT64 -> 8;
        };
    }

    private static OnnxJavaType typeOf(ElementType type) {
        return switch (type) {
            case FLOAT32 -> OnnxJavaType.FLOAT;
            case FLOAT16 -> OnnxJavaType.FLOAT16;
            case FLOAT64 -> OnnxJavaType.DOUBLE;
            case UINT8 -> OnnxJavaType.UINT8;
            case INT8 -> OnnxJavaType.INT8;
            case INT32 -> OnnxJavaType.INT32;
            case INT64 -> OnnxJavaType.INT64;
        };
    }

    /** A model that wants integers gets the nearest one in its range. */
    private static void put(ElementType type, ByteBuffer values, float value) {
        switch (type) {
            case FLOAT32 -> values.putFloat(value);
            case FLOAT16 -> values.putShort(Fp16Conversions.floatToFp16(value));
            case FLOAT64 -> values.putDouble(value);
            case UINT8 -> values.put((byte) Math.clamp(Math.round(value), 0, 255));
            case INT8 -> values.put((byte) Math.clamp(Math.round(value), Byte.MIN_VALUE, Byte.MAX_VALUE));
            case INT32 -> values.putInt(Math.round(value));
            case INT64 -> values.putLong(Math.round((double) value));
        }
    }

    private static float[] firstOf(float[] values, int batch) {
        return batch <= 1 ? values : Arrays.copyOf(values, values.length / batch);
    }

    @Override
    public void close() {
        Sessions.close(session);
    }
}
