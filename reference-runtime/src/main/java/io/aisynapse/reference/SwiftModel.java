package io.aisynapse.reference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;

/**
 * A model in ONNX Runtime as one would run it for speed: all graph optimisations, its memory kept, one thread, several
 * samples at once. What emulation is compared with; answers come from {@link ReferenceModel}. Used by one thread.
 */
public final class SwiftModel implements AutoCloseable {
    private final OrtSession session;
    private final OnnxTensor input;
    private final FloatBuffer values;

    private SwiftModel(OrtSession session, OnnxTensor input, FloatBuffer values) {
        this.session = session;
        this.input = input;
        this.values = values;
    }

    /**
     * @param model with one input of float32
     * @param shape of that input, the batch first
     */
    public static SwiftModel open(byte[] model, long... shape) {
        try (SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(OptLevel.ALL_OPT);
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            OrtSession session = environment.createSession(model, options);
            long count = 1;
            for (long axis : shape) {
                count = Math.multiplyExact(count, axis);
            }
            FloatBuffer values = ByteBuffer.allocateDirect(Math.toIntExact(Math.multiplyExact(4, count)))
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer();
            return new SwiftModel(session, OnnxTensor.createTensor(environment, values, shape), values);
        } catch (OrtException e) {
            throw new ReferenceException("ONNX Runtime does not take the model: " + e.getMessage(), e);
        }
    }

    /** Runs samples {@code from ≤ i < from + batch}; the outputs are thrown away. */
    public void run(float[][] samples, int from) {
        values.clear();
        for (int i = from; values.hasRemaining(); i++) {
            values.put(samples[i]);
        }
        String name = session.getInputNames().iterator().next();
        try (OrtSession.Result result = session.run(Map.of(name, input))) {
            if (result.size() == 0) {
                throw new ReferenceException("ONNX Runtime yields nothing");
            }
        } catch (OrtException e) {
            throw new ReferenceException("ONNX Runtime failed: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        input.close();
        Sessions.close(session);
    }
}
