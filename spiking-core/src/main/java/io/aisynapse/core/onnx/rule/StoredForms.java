package io.aisynapse.core.onnx.rule;

import io.aisynapse.core.onnx.rule.Stored.Dynamic;
import io.aisynapse.core.onnx.rule.Stored.DynamicZero;
import io.aisynapse.core.onnx.rule.Stored.Levels;
import io.aisynapse.core.onnx.rule.Stored.Whole;
import io.aisynapse.core.onnx.value.Refusal;
import io.aisynapse.core.onnx.value.Value.Signal;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an operator that computes in real numbers from reading a tensor that the file holds as integers: the node
 * behind it holds other values. Operators that only move values, or take the largest, do not mind.
 */
final class StoredForms {
    private static final Set<String> MOVING = Set.of(
            "Identity",
            "Dropout",
            "Flatten",
            "Reshape",
            "Squeeze",
            "Unsqueeze",
            "Transpose",
            "Slice",
            "Split",
            "Gather",
            "Expand",
            "Tile",
            "Concat",
            "DepthToSpace",
            "SpaceToDepth",
            "MaxPool",
            "GlobalMaxPool");
    private static final Set<String> OF_SHAPES = Set.of("Shape", "Size");
    private static final Set<String> OF_INTEGERS = Set.of("MatMulInteger", "ConvInteger", "DequantizeLinear");
    private static final Set<String> OF_WHOLE = Set.of(
            "Cast",
            "DequantizeLinear",
            "ai.onnx.ml::Scaler",
            "ai.onnx.ml::LinearRegressor",
            "ai.onnx.ml::LinearClassifier");

    private StoredForms() {}

    /** Refuses the operator when it would take a stored form for real values. */
    static void check(Operator op) {
        String type = op.qualifiedType();
        Stored common = null;
        int signals = 0;
        int matching = 0;
        for (int i = 0; i < op.inputCount(); i++) {
            Stored form = op.stored(i);
            if (form != null && !OF_SHAPES.contains(type) && !reads(type, form)) {
                throw foreign(op, i);
            }
            if (op.hasInput(i) && op.input(i) instanceof Signal) {
                common = signals == 0 ? form : common;
                matching += Objects.equals(common, form) ? 1 : 0;
                signals++;
            }
        }
        if (MOVING.contains(type) && matching != signals) {
            throw op.refuse(
                    "quantised-only",
                    op.type() + " of tensors with different scales",
                    "one scale, or real values",
                    "Export the float model before quantisation.");
        }
    }

    private static boolean reads(String type, Stored form) {
        if (MOVING.contains(type)) {
            return true;
        }
        return switch (form) {
            case Levels levels ->
                type.equals("DequantizeLinear") || type.equals("Clip") || QuantisedOperators.RULES.containsKey(type);
            case Dynamic dynamic -> OF_INTEGERS.contains(type) || type.equals("Mul") || type.equals("Cast");
            case DynamicZero zero -> OF_INTEGERS.contains(type);
            case Whole whole -> OF_WHOLE.contains(type);
        };
    }

    private static Refusal foreign(Operator op, int input) {
        return op.refuse(
                "quantised-only",
                "%s of '%s', which holds integers".formatted(op.type(), op.inputName(input)),
                "a tensor of real values",
                "Put a Cast or DequantizeLinear before it, or export the float model.");
    }

    /** What moved values has them in the same form as before; factors of a dynamic scale multiply. */
    static void carry(Operator op) {
        String type = op.qualifiedType();
        Stored form = null;
        if (MOVING.contains(type) || type.equals("Cast") && op.stored(0) instanceof Dynamic) {
            form = op.stored(0);
        } else if (type.equals("Mul")) {
            form = product(op, op.stored(0), op.stored(1));
        }
        for (int output = 0; form != null && output < op.outputCount(); output++) {
            if (op.hasOutput(output)) {
                op.resultStored(output, form);
            }
        }
    }

    private static @Nullable Stored product(Operator op, @Nullable Stored left, @Nullable Stored right) {
        if (!(left instanceof Dynamic first) || !(right instanceof Dynamic second)) {
            return left == null ? right : left;
        }
        if (!first.scale().equals(second.scale())) {
            throw foreign(op, 1);
        }
        int power = first.power() + second.power();
        return power == 0 ? null : new Dynamic(first.scale(), power);
    }
}
