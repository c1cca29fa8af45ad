package io.aisynapse.core.ann;

import io.aisynapse.core.tensor.Shape;
import java.util.List;

/**
 * One layer in its place in the graph.
 *
 * @param name the ONNX node it came from
 * @param tensor the ONNX tensor that holds the same values (in the same flat order), for comparison with ONNX Runtime;
 *     empty when a pass changed what this node yields
 * @param inputs indices of the nodes it reads, all smaller than its own
 * @param shape of its result, without the batch axis
 */
public record AnnNode(String name, String tensor, AnnLayer layer, List<Integer> inputs, Shape shape) {
    public AnnNode {
        inputs = List.copyOf(inputs);
    }
}
