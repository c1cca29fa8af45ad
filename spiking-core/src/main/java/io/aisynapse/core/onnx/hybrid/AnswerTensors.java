package io.aisynapse.core.onnx.hybrid;

import io.aisynapse.core.onnx.proto.DataType;
import io.aisynapse.core.onnx.proto.OnnxModel;
import io.aisynapse.core.onnx.proto.OnnxModel.Dimension;
import io.aisynapse.core.onnx.proto.OnnxModel.Node;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which tensors of a hybrid model are its answer. */
final class AnswerTensors {
    private static final Set<String> DECIDING = Set.of("ArgMax", "ZipMap");

    private AnswerTensors() {}

    /**
     * Outputs of real numbers; of a class or a map of classes, what it was decided from. Only when there is none of
     * those, outputs of integers.
     */
    static List<String> of(GraphIndex index) {
        Set<String> reals = new LinkedHashSet<>();
        Set<String> integers = new LinkedHashSet<>();
        for (OnnxModel.Value output : index.graph().outputs()) {
            Integer producer = index.producer(output.name());
            Node node = producer == null ? null : index.node(producer);
            boolean tensor = output.kind().equals("tensor");
            boolean real = tensor
                    && DataType.of(output.dataType())
                            .filter(DataType::isFloating)
                            .isPresent();
            if (node == null) {
                continue;
            }
            if (real) {
                reals.add(output.name());
            } else if (DECIDING.contains(node.opType()) && !node.inputs().isEmpty()) {
                reals.add(node.inputs().getFirst());
            } else if (tensor && output.dataType() != DataType.STRING.number()) {
                integers.add(output.name());
            }
        }
        return List.copyOf(reals.isEmpty() ? integers : reals);
    }

    /** As the model declares them, without the batch axis; null when it leaves one of them free. */
    static @Nullable List<Integer> dimensions(GraphIndex index, String tensor) {
        for (OnnxModel.Value output : index.graph().outputs()) {
            List<Dimension> dims = output.dims();
            if (!output.name().equals(tensor) || dims == null || dims.isEmpty()) {
                continue;
            }
            List<Dimension> behind = dims.subList(1, dims.size());
            boolean known = behind.stream().allMatch(dim -> !dim.free() && dim.size() > 0 && dim.size() < 1 << 26);
            if (known) {
                List<Integer> sizes = new ArrayList<>();
                behind.forEach(dim -> sizes.add((int) dim.size()));
                return Objects.requireNonNull(sizes);
            }
        }
        return null;
    }
}
