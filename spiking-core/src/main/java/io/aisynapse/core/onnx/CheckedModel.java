package io.aisynapse.core.onnx;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnGraph.ModelInput;
import io.aisynapse.core.ann.AnnGraph.ModelOutput;
import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnNode;
import io.aisynapse.core.ann.Tail;
import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.onnx.hybrid.Preamble;
import io.aisynapse.core.onnx.hybrid.Remainder;
import io.aisynapse.core.onnx.rule.ImportState;
import io.aisynapse.core.tensor.Shape;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A model that the gate has let through.
 *
 * @param graph the network as imported, before any pass; of a hybrid model the part that becomes spikes, which yields
 *     the values that cross over to the remainder one after another
 * @param preamble what ONNX Runtime runs in front of the network, whose inputs are then what that yields; null when
 *     the network takes the model's own inputs
 * @param remainder what ONNX Runtime runs behind the network; null when nothing does
 */
public record CheckedModel(
        AnnGraph graph,
        Summary summary,
        @Nullable Preamble preamble,
        @Nullable Remainder remainder) {
    /** Whether ONNX Runtime runs a part of it. */
    public boolean isHybrid() {
        return preamble != null || remainder != null;
    }

    /** Of the model, in the order in which a sample holds their values; those of the graph only without a preamble. */
    public List<ModelInput> inputs() {
        return preamble == null ? graph.inputs() : preamble.inputs();
    }

    /** A network that takes the model's samples: {@link #graph}, or the inputs alone when a preamble stands before. */
    public AnnGraph sampled() {
        if (preamble == null) {
            return graph;
        }
        boolean one = inputs().size() == 1;
        List<Integer> dims = one ? inputs().getFirst().dimensions() : List.of(sampleSize());
        AnnNode input = new AnnNode("inputs", "", new AnnLayer.Input(), List.of(), shapeOf(dims));
        ModelOutput output = new ModelOutput("inputs", 0, sampleSize(), dims);
        return new AnnGraph(inputs(), List.of(input), new Tail(false, List.of(), false), List.of(output));
    }

    private static Shape shapeOf(List<Integer> dims) {
        int[] withBatch = new int[dims.size() + 1];
        Arrays.setAll(withBatch, axis -> axis == 0 ? 1 : dims.get(axis - 1));
        return ImportState.shapeOf(withBatch);
    }

    /** Values of one sample. */
    public int sampleSize() {
        return inputs().stream().mapToInt(ModelInput::size).sum();
    }

    /** Why it did not become spikes as a whole, each operator once; empty when it did. */
    public List<Finding> reasons() {
        Set<Finding> reasons = new LinkedHashSet<>();
        if (preamble != null) {
            reasons.addAll(preamble.reasons());
        }
        if (remainder != null) {
            reasons.addAll(remainder.reasons());
        }
        return List.copyOf(reasons);
    }

    /**
     * Whether activations are quantised. ONNX Runtime may then round a value between two levels the other way, and
     * dynamic quantisation is left out of the network, so tensors agree less closely.
     */
    public boolean isQuantised() {
        return summary.operators().keySet().stream()
                .anyMatch(operator -> operator.endsWith("QuantizeLinear")
                        || operator.contains("QLinear")
                        || operator.endsWith("QGemm")
                        || operator.endsWith("Integer"));
    }

    /**
     * What there is to say about a model.
     *
     * @param opset version of the default operator set
     * @param producer the exporter's name and version, empty when not stated
     * @param nodeCount ONNX nodes of the graph
     * @param parameterCount values of all floating-point initialisers
     * @param operators nodes by operator
     * @param halfPrecision whether it holds 16-bit floating-point values, so that ONNX Runtime rounds to them
     */
    public record Summary(
            long opset,
            String producer,
            int nodeCount,
            long parameterCount,
            Map<String, Integer> operators,
            boolean halfPrecision) {
        public Summary {
            operators = Collections.unmodifiableMap(new TreeMap<>(operators));
        }
    }
}
