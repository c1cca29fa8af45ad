package io.aisynapse.reference;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.platform.Fp16Conversions;
import io.aisynapse.core.ann.AnnGraph.ModelInput;
import io.aisynapse.core.ann.AnnGraph.ModelInput.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A sample as the tensors that a model's inputs are; they are native memory, so the feed is closed. */
final class SampleFeed implements AutoCloseable {
    private final Map<String, OnnxTensorLike> tensors = new LinkedHashMap<>();

    /** @param sample the values of all inputs one after another, without batch axes */
    static SampleFeed of(List<ModelInput> inputs, float[] sample) {
        SampleFeed feed = new SampleFeed();
        try {
            int from = 0;
            for (ModelInput input : inputs) {
                feed.tensors.put(input.name(), tensor(input, Arrays.copyOfRange(sample, from, from + input.size())));
                from += input.size();
            }
            return feed;
        } catch (OrtException e) {
            feed.close();
            throw new ReferenceException("ONNX Runtime takes no such input: " + e.getMessage(), e);
        }
    }

    Map<String, OnnxTensorLike> tensors() {
        return tensors;
    }

    /**
     * A model that wants more samples at once gets zeros in the other places: when it mixes samples of a batch, its
     * answer differs from ours, and the comparison of tensors tells.
     */
    private static OnnxTensor tensor(ModelInput input, float[] sample) throws OrtException {
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

    @Override
    public void close() {
        tensors.values().forEach(OnnxTensorLike::close);
    }
}
