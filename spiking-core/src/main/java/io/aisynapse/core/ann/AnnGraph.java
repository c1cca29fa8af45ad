package io.aisynapse.core.ann;

import io.aisynapse.core.tensor.Shape;
import java.util.List;

/**
 * A feed-forward network in topological order: node 0 is the input, the last node yields the logits.
 *
 * @param input the model's input as its owner declared it
 * @param nodes in topological order
 * @param tail what follows the logits
 * @param referenceOutput name of the ONNX output to compare answers with: the logits, or their softmax when the tail
 *     has one
 */
public record AnnGraph(ModelInput input, List<AnnNode> nodes, Tail tail, String referenceOutput) {
    /**
     * @param name of the ONNX input
     * @param dimensions as declared, without the batch axis, for example {@code [1, 28, 28]}
     * @param fixedBatch the declared batch size, or 0 when it is free
     * @param type of the values that ONNX Runtime wants
     */
    public record ModelInput(String name, List<Integer> dimensions, int fixedBatch, ElementType type) {
        /** Element types of inputs; the network itself computes with floats. */
        public enum ElementType {
            FLOAT32,
            FLOAT16,
            FLOAT64,
            UINT8,
            INT8,
            INT32,
            INT64
        }

        public ModelInput {
            dimensions = List.copyOf(dimensions);
        }

        /** An input of real values, in half precision or not. */
        public ModelInput(String name, List<Integer> dimensions, int fixedBatch, boolean halfPrecision) {
            this(name, dimensions, fixedBatch, halfPrecision ? ElementType.FLOAT16 : ElementType.FLOAT32);
        }

        /** Whether ONNX Runtime wants float16 values. */
        public boolean halfPrecision() {
            return type == ElementType.FLOAT16;
        }
    }

    public AnnGraph {
        nodes = List.copyOf(nodes);
    }

    public Shape inputShape() {
        return nodes.getFirst().shape();
    }

    public AnnNode output() {
        return nodes.getLast();
    }
}
