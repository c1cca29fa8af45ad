package io.aisynapse.core.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.aisynapse.core.ann.AnnRunner;
import io.aisynapse.core.onnx.hybrid.Preamble;
import io.aisynapse.core.onnx.hybrid.Remainder;
import io.aisynapse.core.onnx.hybrid.Remainder.Entry;
import io.aisynapse.core.onnx.hybrid.Remainder.Exit;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/** Runs the parts of a hybrid one after another and holds them against the whole model, all of it in float32. */
final class SplitRun {
    private SplitRun() {}

    /** On random samples of one input {@code x}, each the first of a batch of zeros when the model wants one. */
    static void assertAgrees(byte[] model, CheckedModel checked, String output, long... inputDims) {
        int size = (int) Arrays.stream(inputDims).reduce(1, (a, b) -> a * b);
        int batch = (int) inputDims[0];
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 5; round++) {
            float[] sample = new float[size / batch];
            for (int i = 0; i < sample.length; i++) {
                sample[i] = random.nextFloat() * 2 - 1;
            }
            Map<String, float[]> filled = Map.of("x", Arrays.copyOf(sample, size));
            float[] wanted = run(model, filled, Map.of("x", inputDims), List.of(output))[0];
            float[] first = Arrays.copyOf(wanted, wanted.length / batch);
            assertArrayEquals(first, parts(checked, sample, inputDims), 1e-5f);
        }
    }

    private static float[] parts(CheckedModel checked, float[] sample, long[] inputDims) {
        Preamble preamble = checked.preamble();
        float[] fed = sample;
        if (preamble != null) {
            List<String> names = preamble.outputs().stream().map(Exit::name).toList();
            fed = joined(run(preamble.model(), Map.of("x", sample), Map.of("x", inputDims), names));
            assertEquals(preamble.size(), fed.length);
        }
        float[][] values = new AnnRunner(checked.graph()).run(fed);
        float[] readout = values[values.length - 1];
        Remainder remainder = checked.remainder();
        return remainder == null ? readout : answer(checked, remainder, readout, fed);
    }

    private static float[] answer(CheckedModel checked, Remainder remainder, float[] readout, float[] given) {
        Map<String, float[]> exact = new HashMap<>();
        int place = 0;
        for (var input : checked.graph().inputs()) {
            exact.put(input.name(), Arrays.copyOfRange(given, place, place + input.size()));
            place += input.size();
        }
        Map<String, float[]> fed = new HashMap<>();
        Map<String, long[]> shapes = new HashMap<>();
        int from = 0;
        for (Entry entry : remainder.inputs()) {
            float[] decoded = entry.spiking() ? Arrays.copyOfRange(readout, from, from + entry.size()) : null;
            float[] one = decoded == null ? Objects.requireNonNull(exact.get(entry.tensor())) : decoded;
            fed.put(entry.name(), Arrays.copyOf(one, one.length * remainder.batch()));
            from += entry.spiking() ? entry.size() : 0;
            long[] shape = entry.dimensions().stream().mapToLong(dim -> dim).toArray();
            shape[0] *= remainder.batch();
            shapes.put(entry.name(), shape);
        }
        assertEquals(readout.length, from);
        List<String> names = remainder.outputs().stream().map(Exit::name).toList();
        float[] all = run(remainder.model(), fed, shapes, names)[0];
        return Arrays.copyOf(all, all.length / remainder.batch());
    }

    private static float[] joined(float[][] parts) {
        FloatBuffer all = FloatBuffer.allocate(
                Arrays.stream(parts).mapToInt(part -> part.length).sum());
        Arrays.stream(parts).forEach(all::put);
        return all.array();
    }

    private static float[][] run(
            byte[] model, Map<String, float[]> fed, Map<String, long[]> shapes, List<String> outputs) {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(model)) {
            Map<String, OnnxTensorLike> inputs = new HashMap<>();
            for (var entry : fed.entrySet()) {
                inputs.put(
                        entry.getKey(),
                        OnnxTensor.createTensor(
                                environment,
                                FloatBuffer.wrap(entry.getValue()),
                                Objects.requireNonNull(shapes.get(entry.getKey()))));
            }
            try (OrtSession.Result result = session.run(inputs)) {
                float[][] values = new float[outputs.size()][];
                for (int i = 0; i < values.length; i++) {
                    OnnxTensor tensor = (OnnxTensor) result.get(outputs.get(i)).orElseThrow();
                    FloatBuffer buffer = tensor.getFloatBuffer();
                    values[i] = new float[buffer.remaining()];
                    buffer.get(values[i]);
                }
                return values;
            }
        } catch (OrtException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
