package io.aisynapse.reference;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.ExecutionMode;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Sessions of ONNX Runtime as we use it: one thread, no memory kept; and their results as plain floats. */
final class Sessions {
    private static final List<String> INTEGER_OPERATORS =
            List.of("MatMulInteger", "ConvInteger", "QLinear", "QGemm", "QAttention", "DynamicQuantize");

    /** Fusions whose results have no precise kernel. */
    private static final String FAST_ONLY = "MatMulIntegerToFloatFusion;DynamicQuantizeMatMulFusion";

    private Sessions() {}

    static OrtSession open(byte[] model) {
        try {
            return computesOnIntegers(model) ? openPrecise(model) : open(model, false);
        } catch (OrtException e) {
            throw new ReferenceException("ONNX Runtime does not take the model: " + e.getMessage(), e);
        }
    }

    /** The precise kernels do not exist for every form of every operator; the fast ones take the others. */
    private static OrtSession openPrecise(byte[] model) throws OrtException {
        try {
            return open(model, true);
        } catch (OrtException e) {
            return open(model, false);
        }
    }

    private static OrtSession open(byte[] model, boolean precise) throws OrtException {
        try (SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setExecutionMode(ExecutionMode.SEQUENTIAL);
            options.setOptimizationLevel(precise ? OptLevel.EXTENDED_OPT : OptLevel.BASIC_OPT);
            options.setCPUArenaAllocator(false);
            if (precise) {
                options.addConfigEntry("session.x64quantprecision", "1");
                options.addConfigEntry("optimization.disable_specified_optimizers", FAST_ONLY);
            }
            return OrtEnvironment.getEnvironment().createSession(model, options);
        }
    }

    /**
     * Whether operators on integers are named. On processors without VNNI their fast kernels let sums of products of
     * unsigned and signed bytes overflow; a precise mode exists, which the extended optimisations bring in. A name
     * that only looks like such an operator costs nothing but these optimisations.
     */
    private static boolean computesOnIntegers(byte[] model) {
        String text = new String(model, StandardCharsets.ISO_8859_1);
        return INTEGER_OPERATORS.stream().anyMatch(text::contains);
    }

    static void close(OrtSession session) {
        try {
            session.close();
        } catch (OrtException e) {
            throw new ReferenceException("an ONNX Runtime session did not close", e);
        }
    }

    /** The values of a tensor of numbers, flat; integers and truths as the numbers they are. */
    static float[] floats(String name, OnnxValue value) {
        if (!(value instanceof OnnxTensor tensor)) {
            throw noNumbers(name);
        }
        FloatBuffer reals = tensor.getFloatBuffer();
        if (reals != null) {
            float[] values = new float[reals.remaining()];
            reals.get(values);
            return values;
        }
        double[] values = numbers(name, tensor);
        float[] narrowed = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            narrowed[i] = (float) values[i];
        }
        return narrowed;
    }

    private static double[] numbers(String name, OnnxTensor tensor) {
        OnnxJavaType type = tensor.getInfo().type;
        return switch (type) {
            case DOUBLE -> {
                DoubleBuffer from = tensor.getDoubleBuffer();
                double[] to = new double[from.remaining()];
                from.get(to);
                yield to;
            }
            case INT64 -> {
                LongBuffer from = tensor.getLongBuffer();
                double[] to = new double[from.remaining()];
                for (int i = 0; i < to.length; i++) {
                    to[i] = from.get();
                }
                yield to;
            }
            case INT32 -> {
                IntBuffer from = tensor.getIntBuffer();
                double[] to = new double[from.remaining()];
                for (int i = 0; i < to.length; i++) {
                    to[i] = from.get();
                }
                yield to;
            }
            case INT8, UINT8, BOOL -> {
                ByteBuffer from = tensor.getByteBuffer();
                double[] to = new double[from.remaining()];
                for (int i = 0; i < to.length; i++) {
                    byte each = from.get();
                    to[i] = type == OnnxJavaType.UINT8 ? each & 0xff : each;
                }
                yield to;
            }
            case FLOAT, FLOAT16, BFLOAT16, INT16, STRING, UNKNOWN -> throw noNumbers(name);
        };
    }

    private static ReferenceException noNumbers(String name) {
        return new ReferenceException("tensor " + name + " holds no numbers that can be compared");
    }
}
