package io.aisynapse.reference;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.core.onnx.CheckedModel;
import io.aisynapse.core.onnx.hybrid.Preamble;
import io.aisynapse.core.onnx.hybrid.Remainder;
import io.aisynapse.core.onnx.hybrid.Remainder.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the parts of a hybrid hold in memory, told before they run by ONNX Runtime's own inference of shapes: all
 * tensors that their nodes yield, as if none was given up again. Not seen are tensors inside of subgraphs, and axes of
 * which only the running model knows the size count as the batch.
 */
final class PartMemory {
    /** Values of all tensors of a part; 8 bytes at most each. */
    static final long MOST_VALUES = 1L << 27;

    private PartMemory() {}

    /** @throws RejectedModelException when a part could need more than {@link #MOST_VALUES} */
    static void check(CheckedModel checked) {
        List<Finding> findings = new ArrayList<>();
        Preamble preamble = checked.preamble();
        if (preamble != null) {
            check(preamble.model(), preamble.nodes(), 1, findings);
        }
        Remainder remainder = checked.remainder();
        if (remainder != null) {
            check(remainder.model(), remainder.nodes(), remainder.batch(), findings);
        }
        if (!findings.isEmpty()) {
            throw new RejectedModelException(findings);
        }
    }

    private static void check(byte[] model, List<Part> nodes, int batch, List<Finding> findings) {
        Map<String, Long> sizes = sizes(model, nodes, batch);
        long sum = sizes.values().stream().reduce(0L, PartMemory::sum);
        if (sum > MOST_VALUES) {
            Map.Entry<String, Long> largest =
                    sizes.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
            findings.add(new Finding(
                    "tensor-too-large",
                    "tensor " + largest.getKey(),
                    "%d values, and %d in all that runs in ONNX Runtime".formatted(largest.getValue(), sum),
                    "at most %d in all".formatted(MOST_VALUES),
                    "Use smaller inputs, or leave the operators behind it out of the exported model."));
        }
    }

    private static Map<String, Long> sizes(byte[] model, List<Part> nodes, int batch) {
        List<String> tensors = nodes.stream()
                .flatMap(part -> part.outputs().stream())
                .filter(tensor -> !tensor.isEmpty())
                .toList();
        OrtSession session = Sessions.open(GraphOutputs.append(model, tensors));
        try {
            Map<String, Long> sizes = new LinkedHashMap<>();
            for (Map.Entry<String, NodeInfo> output : new TreeMap<>(session.getOutputInfo()).entrySet()) {
                if (output.getValue().getInfo() instanceof TensorInfo info) {
                    sizes.put(output.getKey(), sizeOf(info.getShape(), batch));
                }
            }
            return sizes;
        } catch (OrtException e) {
            throw new ReferenceException("ONNX Runtime does not tell a part's shapes: " + e.getMessage(), e);
        } finally {
            Sessions.close(session);
        }
    }

    private static long sizeOf(long[] shape, int batch) {
        long size = 1;
        for (long dim : shape) {
            long known = dim < 0 ? batch : dim;
            size = known != 0 && size > Long.MAX_VALUE / known ? Long.MAX_VALUE : size * known;
        }
        return size;
    }

    private static long sum(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }
}
