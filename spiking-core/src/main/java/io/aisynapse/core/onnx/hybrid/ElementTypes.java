package io.aisynapse.core.onnx.hybrid;

import io.aisynapse.core.onnx.proto.DataType;
import io.aisynapse.core.onnx.proto.OnnxModel.Attribute;
import io.aisynapse.core.onnx.proto.OnnxModel.Node;
import io.aisynapse.core.onnx.proto.OnnxTensor;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Element types of all tensors, as far as the operators say: most keep the type of what they compute on. Where this is
 * wrong ONNX Runtime refuses the remainder when it is first loaded; it never computes with a wrong type.
 */
final class ElementTypes {
    private static final Set<String> INTEGERS = Set.of("Shape", "Size", "ArgMax", "ArgMin", "NonZero", "TopK");
    private static final Set<String> TRUTHS =
            Set.of("Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "And", "Or", "Not", "Xor", "IsNaN");

    private final Map<String, DataType> types = new HashMap<>();

    ElementTypes(GraphIndex index) {
        index.graph().inputs().forEach(input -> put(input.name(), input.dataType()));
        for (OnnxTensor tensor : index.graph().initializers()) {
            put(tensor.name(), tensor.dataType());
        }
        for (int node : index.order()) {
            DataType type = yieldedBy(index.node(node));
            index.node(node).outputs().forEach(output -> types.put(output, type));
        }
    }

    /** float32 when nothing is known. */
    DataType of(String tensor) {
        return types.getOrDefault(tensor, DataType.FLOAT);
    }

    private void put(String tensor, int number) {
        DataType.of(number).ifPresent(type -> types.put(tensor, type));
    }

    private DataType yieldedBy(Node node) {
        if (INTEGERS.contains(node.opType())) {
            return DataType.INT64;
        }
        if (TRUTHS.contains(node.opType())) {
            return DataType.BOOL;
        }
        return switch (node.opType()) {
            case "Cast" -> DataType.of((int) integer(node, "to")).orElse(DataType.FLOAT);
            case "Constant", "ConstantOfShape" -> constant(node);
            case "DequantizeLinear" -> typeOfInput(node, 1);
            case "QuantizeLinear", "DynamicQuantizeLinear" ->
                node.inputs().size() > 2 ? typeOfInput(node, 2) : DataType.UINT8;
            case "QLinearConv", "QLinearMatMul" -> typeOfInput(node, 7);
            case "ConvInteger", "MatMulInteger" -> DataType.INT32;
            default -> likeInputs(node);
        };
    }

    private static long integer(Node node, String name) {
        Attribute attribute = node.attributes().get(name);
        return attribute == null ? 0 : attribute.integer();
    }

    private static DataType constant(Node node) {
        for (Attribute attribute : node.attributes().values()) {
            OnnxTensor tensor = attribute.tensor();
            if (tensor != null) {
                return DataType.of(tensor.dataType()).orElse(DataType.FLOAT);
            }
            if (attribute.kind() == Attribute.Kind.INTEGER || attribute.kind() == Attribute.Kind.INTEGERS) {
                return DataType.INT64;
            }
        }
        return DataType.FLOAT;
    }

    private DataType typeOfInput(Node node, int input) {
        return input < node.inputs().size() ? of(node.inputs().get(input)) : DataType.UINT8;
    }

    /** The first real type among the inputs, else the first type. */
    private DataType likeInputs(Node node) {
        return node.inputs().stream()
                .filter(input -> !input.isEmpty() && of(input).isFloating())
                .findFirst()
                .or(() -> node.inputs().stream().findFirst())
                .map(this::of)
                .orElse(DataType.FLOAT);
    }
}
