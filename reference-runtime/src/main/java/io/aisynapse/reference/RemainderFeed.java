package io.aisynapse.reference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.aisynapse.core.onnx.hybrid.Remainder;
import io.aisynapse.core.onnx.hybrid.Remainder.Entry;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The inputs of a remainder as tensors; they are native memory, so the feed is closed. As a whole model, one that wants
 * more samples at once gets zeros in the other places.
 */
final class RemainderFeed implements AutoCloseable {
    private final Map<String, OnnxTensorLike> tensors = new HashMap<>();

    /** Values of one input. */
    interface Values {
        float[] of(Entry entry);
    }

    static RemainderFeed zeros(Remainder remainder) {
        return of(remainder, entry -> new float[entry.size()]);
    }

    static RemainderFeed of(Remainder remainder, Values values) {
        RemainderFeed feed = new RemainderFeed();
        try {
            for (Entry entry : remainder.inputs()) {
                float[] sample = values.of(entry);
                float[] filled = Arrays.copyOf(sample, Math.multiplyExact(sample.length, remainder.batch()));
                FloatBuffer buffer = FloatBuffer.wrap(filled);
                long[] shape = shapeOf(remainder, entry);
                feed.tensors.put(entry.name(), OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), buffer, shape));
            }
            return feed;
        } catch (OrtException e) {
            feed.close();
            throw new ReferenceException("ONNX Runtime takes no such input: " + e.getMessage(), e);
        }
    }

    /** With the batch axis as ONNX Runtime is to see it. */
    static long[] shapeOf(Remainder remainder, Entry entry) {
        long[] shape = entry.dimensions().stream().mapToLong(dim -> dim).toArray();
        if (remainder.batch() > 1) {
            shape[0] *= remainder.batch();
        }
        return shape;
    }

    Map<String, OnnxTensorLike> tensors() {
        return tensors;
    }

    @Override
    public void close() {
        tensors.values().forEach(OnnxTensorLike::close);
    }
}
