package io.aisynapse.core.onnx.rule;

import io.aisynapse.core.onnx.proto.OnnxModel.Attribute;
import io.aisynapse.core.onnx.proto.OnnxModel.Node;
import io.aisynapse.core.onnx.value.ConstTensor;
import io.aisynapse.core.onnx.value.Value.Constant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Takes an operator on integers apart: its inputs are dequantised, the real operator runs, its result is quantised. */
final class QuantisedCall {
    private final Operator op;

    QuantisedCall(Operator op) {
        this.op = op;
    }

    /** Inputs x, scale, zero, then the result's scale and zero. */
    void unary(String type) {
        runAndQuantise(type, List.of(real(0, 1)), 3);
    }

    /** Inputs a, scale, zero, b, scale, zero, then the result's scale and zero. */
    void binary(String type) {
        int rank = ViewOperators.dimsOf(op, 3).length;
        runAndQuantise(type, List.of(real(0, 1), real(3, Math.max(0, rank - 1))), 6);
    }

    /** The result's scale and zero first, then each input with its own. */
    void concat() {
        List<String> inputs = new ArrayList<>();
        for (int i = 2; i + 2 < op.inputCount(); i += 3) {
            inputs.add(real(i, 1));
        }
        runAndQuantise("Concat", inputs, 0);
    }

    /** The real values of the input at this place, whose scale and zero point are the next two inputs. */
    String real(int input, int axis) {
        List<String> inputs = new ArrayList<>(List.of(op.inputName(input), op.inputName(input + 1)));
        if (op.hasInput(input + 2)) {
            inputs.add(op.inputName(input + 2));
        }
        String output = inner("real" + input);
        Attribute along = Attribute.ofInteger(axis);
        imported(new Node(op.name(), "DequantizeLinear", "", inputs, List.of(output), Map.of("axis", along)));
        return output;
    }

    /** A bias in units of the scales of both operands, times a factor, as real numbers. */
    String bias(int input, float factor) {
        ConstTensor bias = op.constant(input);
        double outer = op.constant(1).at(0) * factor;
        ConstTensor scale = op.constant(4);
        if (op.constant(1).size() != 1 || scale.size() != 1 && scale.size() != bias.size()) {
            throw op.mismatch("%d scales for %d biases".formatted(scale.size(), bias.size()), "one scale, or as many");
        }
        op.state().claimConstant(bias.dims(), op.place());
        float[] values =
                ConstTensor.computed(bias.size(), i -> bias.at(i) * outer * scale.at(scale.size() == 1 ? 0 : i));
        return define("bias", ConstTensor.ofReals(bias.dims(), values));
    }

    /** The input under a name that says nothing of the form it has in the file. */
    String alias(int input) {
        String alias = inner("input" + input);
        op.state().define(alias, op.input(input));
        return alias;
    }

    String define(String name, ConstTensor tensor) {
        String inner = inner(name);
        op.state().define(inner, new Constant(tensor));
        return inner;
    }

    void runAndQuantise(String type, List<String> inputs, int scaleInput) {
        String unrounded = inner("unrounded");
        run(type, inputs, unrounded);
        List<String> quantised = new ArrayList<>(List.of(unrounded, op.inputName(scaleInput)));
        if (op.hasInput(scaleInput + 1)) {
            quantised.add(op.inputName(scaleInput + 1));
        }
        imported(new Node(op.name(), "QuantizeLinear", "", quantised, List.of(op.outputName(0)), Map.of()));
    }

    /** Runs an operator of the default domain with this one's attributes. */
    void run(String type, List<String> inputs, String output) {
        Map<String, Attribute> attributes = new LinkedHashMap<>(op.attributes().byName());
        imported(new Node(op.name(), type, "", inputs, List.of(output), attributes));
    }

    private void imported(Node node) {
        OperatorRules.run(new Operator(op.state(), node, op.name()));
    }

    /** A tensor of our own; the result's name is part of it, and a line break is in no other. */
    private String inner(String what) {
        String name = op.outputName(0) + "\n" + what;
        op.state().addInner(name);
        return name;
    }
}
