package io.aisynapse.reference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.aisynapse.core.ann.AnnGraph.ModelInput;
import io.aisynapse.core.onnx.CheckedModel;
import io.aisynapse.core.onnx.hybrid.Preamble;
import io.aisynapse.core.onnx.hybrid.Remainder;
import io.aisynapse.core.onnx.hybrid.Remainder.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Multiply-accumulates that a hybrid leaves to ONNX Runtime, for one sample. Shapes there are known only when it runs,
 * so it runs once, on zeros, with the inner tensors visible.
 */
public final class OutsideOperations {
    private static final Set<String> PRODUCTS = Set.of("Gemm", "MatMul", "MatMulInteger");
    private static final Set<String> CONVOLUTIONS = Set.of("Conv", "ConvInteger", "ConvTranspose");
    private static final Set<String> RECURRENT = Set.of("LSTM", "GRU", "RNN");

    private OutsideOperations() {}

    /** By the node's name: of matrix products, convolutions and recurrent layers outside of subgraphs. */
    public static Map<String, Long> count(CheckedModel checked) {
        Map<String, Long> operations = new HashMap<>();
        Preamble preamble = checked.preamble();
        if (preamble != null) {
            Map<String, long[]> given = new HashMap<>();
            preamble.inputs().forEach(input -> given.put(input.name(), shapeOf(input)));
            operations.putAll(count(preamble.nodes(), given, wanted -> shapes(preamble, wanted)));
        }
        Remainder remainder = checked.remainder();
        if (remainder != null) {
            Map<String, long[]> given = new HashMap<>();
            remainder.inputs().forEach(entry -> given.put(entry.tensor(), RemainderFeed.shapeOf(remainder, entry)));
            count(remainder.nodes(), given, wanted -> shapes(remainder, wanted))
                    .forEach((node, all) -> operations.put(node, all / remainder.batch()));
        }
        return operations;
    }

    /** Finds the shapes of tensors that some node of a part computes. */
    private interface Measuring {
        Map<String, long[]> shapes(Set<String> tensors);
    }

    private static Map<String, Long> count(List<Part> nodes, Map<String, long[]> given, Measuring measuring) {
        List<Part> counted = nodes.stream()
                .filter(part -> PRODUCTS.contains(part.operator())
                        || CONVOLUTIONS.contains(part.operator())
                        || RECURRENT.contains(part.operator()))
                .toList();
        if (counted.isEmpty()) {
            return Map.of();
        }
        Map<String, long[]> shapes = new HashMap<>(given);
        shapes.putAll(measuring.shapes(tensorsOf(nodes, counted)));
        Map<String, Long> operations = new HashMap<>();
        counted.forEach(part -> operations.put(part.name(), operations(part, shapes)));
        return operations;
    }

    private static long[] shapeOf(ModelInput input) {
        long[] shape = new long[input.dimensions().size() + 1];
        shape[0] = 1;
        System.arraycopy(longs(input.dimensions()), 0, shape, 1, shape.length - 1);
        return shape;
    }

    private static long[] longs(List<Integer> sizes) {
        return sizes.stream().mapToLong(size -> size).toArray();
    }

    /** What the nodes read and yield first, as far as some node computes it. */
    private static Set<String> tensorsOf(List<Part> nodes, List<Part> counted) {
        Set<String> computed = new HashSet<>();
        nodes.forEach(part -> computed.addAll(part.outputs()));
        computed.remove("");
        Set<String> wanted = new LinkedHashSet<>();
        for (Part part : counted) {
            part.inputs().stream().limit(2).filter(computed::contains).forEach(wanted::add);
            part.outputs().stream().limit(1).filter(computed::contains).forEach(wanted::add);
        }
        return wanted;
    }

    private static Map<String, long[]> shapes(Preamble preamble, Set<String> tensors) {
        try (SampleFeed feed = SampleFeed.of(preamble.inputs(), new float[preamble.sampleSize()])) {
            return shapes(preamble.model(), feed.tensors(), tensors);
        }
    }

    private static Map<String, long[]> shapes(Remainder remainder, Set<String> tensors) {
        try (RemainderFeed feed = RemainderFeed.zeros(remainder)) {
            return shapes(remainder.model(), feed.tensors(), tensors);
        }
    }

    private static Map<String, long[]> shapes(byte[] model, Map<String, OnnxTensorLike> fed, Set<String> tensors) {
        OrtSession session = Sessions.open(GraphOutputs.append(model, tensors));
        try (OrtSession.Result result = session.run(fed, tensors)) {
            Map<String, long[]> shapes = new HashMap<>();
            for (var entry : result) {
                if (entry.getValue() instanceof OnnxTensor tensor) {
                    shapes.put(entry.getKey(), tensor.getInfo().getShape());
                }
            }
            return shapes;
        } catch (OrtException e) {
            throw new ReferenceException("ONNX Runtime failed on a part of the model: " + e.getMessage(), e);
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
