package io.aisynapse.core.onnx.hybrid;

import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.onnx.check.GraphOrder;
import io.aisynapse.core.onnx.proto.OnnxModel.Node;
import io.aisynapse.core.onnx.proto.OnnxTensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a hybrid model that ONNX Runtime runs.
 *
 * @param batch samples that it wants at once, along the first axis of its inputs; the answer is the first one's
 * @param model ONNX bytes that hold nothing but what the gate has looked at; all inputs and outputs are float32
 * @param inputs in order: first all that the spiking part yields (one after another in its readout), then inputs of
 *     the model itself
 * @param outputs of the remainder, one after another in the answer
 * @param nodes that it holds
 * @param reasons why the model did not become spikes as a whole: one finding for each operator that was not taken
 */
public record Remainder(
        int batch, byte[] model, List<Entry> inputs, List<Exit> outputs, List<Part> nodes, List<Finding> reasons) {
    public Remainder {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        nodes = List.copyOf(nodes);
        reasons = List.copyOf(reasons);
    }

    /**
     * @param name of the remainder's input
     * @param tensor of the original model
     * @param dimensions of one sample, with the batch axis, which is 1
     * @param spiking whether it is decoded from spikes, not an input of the model
     */
    public record Entry(String name, String tensor, List<Integer> dimensions, boolean spiking) {
        public Entry {
            dimensions = List.copyOf(dimensions);
        }

        /** Number of values. */
        public int size() {
            return dimensions.stream().reduce(1, Math::multiplyExact);
        }
    }

    /**
     * @param name of the remainder's output
     * @param tensor of the original model
     * @param dimensions without the batch axis; null when the model does not state them
     */
    public record Exit(String name, String tensor, @Nullable List<Integer> dimensions) {}

    /**
     * One node.
     *
     * @param inputs tensors that it reads, empty where an optional one is absent
     * @param outputs tensors that it yields
     * @param weights number of stored values, without biases
     */
    public record Part(String name, String operator, List<String> inputs, List<String> outputs, long weights) {
        public Part {
            inputs = List.copyOf(inputs);
            outputs = List.copyOf(outputs);
        }

        static Part of(GraphIndex index, int place) {
            Node node = index.node(place);
            long weights = 0;
            for (String input : node.inputs()) {
                OnnxTensor stored = index.initializer(input);
                weights += stored == null ? 0 : weights(stored.dims());
            }
            String name = GraphOrder.nameOf(index.graph(), place);
            return new Part(name, node.qualifiedOp(), node.inputs(), node.outputs(), weights);
        }

        /** A bias has one axis, or an axis of directions and one of values (as an LSTM's), and counts nothing. */
        private static long weights(long[] dims) {
            boolean isBias = dims.length < 2 || dims.length == 2 && dims[0] <= 2;
            long size = isBias ? 0 : 1;
            for (long dim : dims) {
                size *= dim;
            }
            return size;
        }
    }

    /** Values of one decoded readout. */
    public int readoutSize() {
        return inputs.stream().filter(Entry::spiking).mapToInt(Entry::size).sum();
    }
}
