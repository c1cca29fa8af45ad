package io.aisynapse.core.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnGraph.ModelInput;
import io.aisynapse.core.ann.AnnNode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What ONNX Runtime computes for every tensor that a network's nodes name: those become outputs of the model. */
final class OnnxRuntimeReference implements AutoCloseable {
    private final OrtSession session;
    private final AnnGraph graph;

    OnnxRuntimeReference(byte[] model, AnnGraph graph) {
        this.graph = graph;
        try {
            OrtSession.SessionOptions options = new OrtSession.SessionOptions();
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
            options.setIntraOpNumThreads(1);
            this.session = OrtEnvironment.getEnvironment().createSession(withOutputs(model, graph), options);
        } catch (OrtException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Protobuf messages that stand one after another are merged, so more outputs are just more bytes. */
    private static byte[] withOutputs(byte[] model, AnnGraph graph) {
        Set<String> tensors = new TreeSet<>();
        graph.nodes().stream()
                .skip(1)
                .map(AnnNode::tensor)
                .filter(name -> !name.isEmpty())
                .forEach(tensors::add);
        OnnxProbe.outputsOf(model).forEach(tensors::remove);
        ModelBuilder.Message more = ModelBuilder.message();
        tensors.forEach(name -> more.message(12, ModelBuilder.message().text(1, name)));
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(model);
        all.writeBytes(ModelBuilder.message().message(7, more).toBytes());
        return all.toByteArray();
    }

    /** The flat values of each output for one sample. */
    Map<String, float[]> run(float[] sample) {
        Map<String, float[]> values = new HashMap<>();
        Map<String, OnnxTensorLike> fed = new HashMap<>();
        int from = 0;
        try {
            for (ModelInput input : graph.inputs()) {
                fed.put(input.name(), input(input, Arrays.copyOfRange(sample, from, from + input.size())));
                from += input.size();
            }
        } catch (OrtException failed) {
            throw new IllegalStateException(failed);
        }
        try (OrtSession.Result result = session.run(fed)) {
            for (var entry : result) {
                if (entry.getValue() instanceof OnnxTensor tensor && tensor.getInfo().type != OnnxJavaType.INT64) {
                    FloatBuffer buffer = tensor.getFloatBuffer();
                    float[] flat = new float[buffer.remaining()];
                    buffer.get(flat);
                    values.put(entry.getKey(), flat);
                }
            }
        } catch (OrtException failed) {
            throw new IllegalStateException(failed);
        }
        return values;
    }

    private static OnnxTensor input(ModelInput input, float[] sample) throws OrtException {
        long[] shape = new long[input.dimensions().size() + 1];
        shape[0] = 1;
        for (int axis = 1; axis < shape.length; axis++) {
            shape[axis] = input.dimensions().get(axis - 1);
        }
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        if (input.type() == ModelInput.ElementType.UINT8) {
            ByteBuffer bytes = ByteBuffer.allocateDirect(sample.length);
            for (float value : sample) {
                bytes.put((byte) value);
            }
            return OnnxTensor.createTensor(environment, bytes.flip(), shape, OnnxJavaType.UINT8);
        }
        if (!input.halfPrecision()) {
            return OnnxTensor.createTensor(environment, FloatBuffer.wrap(sample), shape);
        }
        ShortBuffer halves = ByteBuffer.allocateDirect(2 * sample.length)
                .order(ByteOrder.nativeOrder())
                .asShortBuffer();
        for (float value : sample) {
            halves.put(Float.floatToFloat16(value));
        }
        return OnnxTensor.createTensor(environment, halves.flip(), shape, OnnxJavaType.FLOAT16);
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
