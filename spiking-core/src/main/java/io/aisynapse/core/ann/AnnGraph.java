package io.aisynapse.core.ann;

import io.aisynapse.core.tensor.Shape;
import java.util.List;
import java.util.Map;

/**
 * A feed-forward network in topological order: node 0 is the input, the last node yields the logits.
 *
 * <p>A sample is the flat values of all inputs one after another in their order, and the last node's values are those
 * of all outputs one after another.
 *
 * @param inputs the model's inputs as its owner declared them, at least one
 * @param nodes in topological order
 * @param tail what follows the logits
 * @param outputs which ONNX tensors the last node's values are, at least one
 * @param spreads what batch norms learned about the values of a tensor, by its name; passes keep such names
 */
public record AnnGraph(
        List<ModelInput> inputs,
        List<AnnNode> nodes,
        Tail tail,
        List<ModelOutput> outputs,
        Map<String, ChannelSpread> spreads) {
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
            INT64;

            /** Whether values are whole numbers. */
            public boolean isWhole() {
                return this != FLOAT32 && this != FLOAT16 && this != FLOAT64;
            }
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

        /** Values of one sample. */
        public int size() {
            return dimensions.stream().reduce(1, Math::multiplyExact);
        }
    }

    /**
     * @param name of the ONNX tensor to compare answers with: the logits, or their softmax when the tail has one
     * @param from place of its first value in the last node's values
     * @param size number of its values
     * @param dimensions without the batch axis
     */
    public record ModelOutput(String name, int from, int size, List<Integer> dimensions) {
        public ModelOutput {
            dimensions = List.copyOf(dimensions);
        }
    }

    /**
     * Mean and standard deviation of the values behind a batch norm: its β and |γ|, one a channel. It was trained to
     * have them, whatever the samples were.
     */
    public record ChannelSpread(float[] mean, float[] deviation) {}

    public AnnGraph {
        inputs = List.copyOf(inputs);
        nodes = List.copyOf(nodes);
        outputs = List.copyOf(outputs);
        spreads = Map.copyOf(spreads);
        if (inputs.isEmpty() || nodes.isEmpty() || outputs.isEmpty()) {
            throw new IllegalArgumentException("a network has inputs, nodes and outputs");
        }
    }

    /** A network without batch norms. */
    public AnnGraph(List<ModelInput> inputs, List<AnnNode> nodes, Tail tail, List<ModelOutput> outputs) {
        this(inputs, nodes, tail, outputs, Map.of());
    }

    /** A network of one input and one output, which is the last node. */
    public static AnnGraph simple(ModelInput input, List<AnnNode> nodes, Tail tail, String output) {
        int size = nodes.getLast().shape().size();
        return new AnnGraph(List.of(input), nodes, tail, List.of(new ModelOutput(output, 0, size, List.of(size))));
    }

    /** Other nodes that compute the same. */
    public AnnGraph with(List<AnnNode> rewritten) {
        return new AnnGraph(inputs, rewritten, tail, outputs, spreads);
    }

    public Shape inputShape() {
        return nodes.getFirst().shape();
    }

    public AnnNode output() {
        return nodes.getLast();
    }

    /** Whether an input is in float16. */
    public boolean halfPrecision() {
        return inputs.stream().anyMatch(ModelInput::halfPrecision);
    }

    /** The output that the answer is read from: the first that holds more than one value, else the first. */
    public ModelOutput answer() {
        return outputs.stream().filter(output -> output.size() > 1).findFirst().orElse(outputs.getFirst());
    }
}
