package io.aisynapse.reference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.aisynapse.core.onnx.hybrid.Remainder;
import io.aisynapse.core.onnx.hybrid.Remainder.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Multiply-accumulates of a remainder for one sample. Its shapes are known only when it runs, so it runs once, on
 * zeros, with the inner tensors visible.
 */
public final class RemainderOperations {
    private static final Set<String> PRODUCTS = Set.of("Gemm", "MatMul", "MatMulInteger");
    private static final Set<String> CONVOLUTIONS = Set.of("Conv", "ConvInteger", "ConvTranspose");
    private static final Set<String> RECURRENT = Set.of("LSTM", "GRU", "RNN");

    private RemainderOperations() {}

    /** By the node's name: of matrix products, convolutions and recurrent layers outside of subgraphs. */
    public static Map<String, Long> count(Remainder remainder) {
        List<Part> counted = remainder.nodes().stream()
                .filter(part -> PRODUCTS.contains(part.operator())
                        || CONVOLUTIONS.contains(part.operator())
                        || RECURRENT.contains(part.operator()))
                .toList();
        if (counted.isEmpty()) {
            return Map.of();
        }
        Map<String, long[]> shapes = shapes(remainder, tensorsOf(remainder, counted));
        Map<String, Long> operations = new HashMap<>();
        counted.forEach(part -> operations.put(part.name(), operations(part, shapes)));
        return operations;
    }

    /** What the nodes read and yield first, as far as some node computes it. */
    private static Set<String> tensorsOf(Remainder remainder, List<Part> counted) {
        Set<String> computed = new LinkedHashSet<>();
        remainder.nodes().forEach(part -> computed.addAll(part.outputs()));
        remainder.inputs().forEach(entry -> computed.add(entry.tensor()));
        computed.remove("");
        Set<String> wanted = new LinkedHashSet<>();
        for (Part part : counted) {
            part.inputs().stream().limit(2).filter(computed::contains).forEach(wanted::add);
            part.outputs().stream().limit(1).filter(computed::contains).forEach(wanted::add);
        }
        return wanted;
    }

    private static Map<String, long[]> shapes(Remainder remainder, Set<String> tensors) {
        OrtSession session = Sessions.open(GraphOutputs.append(remainder.model(), tensors));
        try (RemainderFeed feed = RemainderFeed.zeros(remainder);
                OrtSession.Result result = session.run(feed.tensors(), tensors)) {
            Map<String, long[]> shapes = new HashMap<>();
            for (var entry : result) {
                if (entry.getValue() instanceof OnnxTensor tensor) {
                    shapes.put(entry.getKey(), tensor.getInfo().getShape());
                }
            }
            return shapes;
        } catch (OrtException e) {
            throw new ReferenceException("ONNX Runtime failed on the remainder: " + e.getMessage(), e);
        } finally {
            Sessions.close(session);
        }
    }

    private static long operations(Part part, Map<String, long[]> shapes) {
        List<long[]> inputs = new ArrayList<>();
        part.inputs().stream().limit(2).forEach(input -> inputs.add(shapes.getOrDefault(input, new long[0])));
        if (RECURRENT.contains(part.operator())) {
            long[] sequence = inputs.getFirst();
            return sequence.length < 2 ? 0 : sequence[0] * sequence[1] * part.weights();
        }
        long[] output = part.outputs().isEmpty()
                ? new long[0]
                : shapes.getOrDefault(part.outputs().getFirst(), new long[0]);
        if (output.length < 2) {
            return 0;
        }
        if (part.operator().equals("ConvTranspose")) {
            long[] input = inputs.getFirst();
            return input.length < 2 ? 0 : part.weights() * (size(input) / input[1]);
        }
        if (CONVOLUTIONS.contains(part.operator())) {
            return part.weights() * (size(output) / output[1]);
        }
        long columns = output[output.length - 1];
        return part.weights() > 0 ? part.weights() * (size(output) / columns) : size(inputs.getFirst()) * columns;
    }

    private static long size(long[] shape) {
        long size = 1;
        for (long dim : shape) {
            size *= Math.max(1, dim);
        }
        return size;
    }
}
