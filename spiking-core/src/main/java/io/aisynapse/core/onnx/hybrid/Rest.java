package io.aisynapse.core.onnx.hybrid;

import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.onnx.proto.OnnxModel;
import io.aisynapse.core.onnx.proto.OnnxModel.Graph;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What is left of a model when its beginning runs in ONNX Runtime.
 *
 * @param model the same file with the rest of its graph; that graph's inputs are tensors of the whole one, and state
 *     all dimensions as they are for one sample
 * @param order of its nodes, producers first
 * @param constants tensors that its nodes read whose values were known at import, but not from its own nodes alone
 * @param reasons why the beginning did not become spikes
 */
public record Rest(OnnxModel model, List<Integer> order, Set<String> constants, List<Finding> reasons) {
    public Rest {
        order = List.copyOf(order);
        constants = Set.copyOf(constants);
        reasons = List.copyOf(reasons);
    }

    public Graph graph() {
        return Objects.requireNonNull(model.graph());
    }

    /** The same with what led to it before its own reasons. */
    public Rest after(List<Finding> earlier) {
        Set<Finding> all = new LinkedHashSet<>(earlier);
        all.addAll(reasons);
        return new Rest(model, order, constants, List.copyOf(all));
    }
}
