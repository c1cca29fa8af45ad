package io.aisynapse.core.onnx.rule;

import io.aisynapse.core.onnx.proto.OnnxModel.Attribute;
import io.aisynapse.core.onnx.proto.OnnxModel.Node;
import io.aisynapse.core.onnx.value.ConstTensor;
import io.aisynapse.core.onnx.value.Refusal;
import io.aisynapse.core.onnx.value.Value;
import io.aisynapse.core.onnx.value.Value.Constant;
import io.aisynapse.core.onnx.value.Value.Signal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Takes an operator apart into simpler ones of the default domain, which are imported one after another. Tensors
 * between them have names that no file can hold, so that nothing compares them with the file's.
 *
 * <pre>
 *   Composed parts = new Composed(op);
 *   String sum = parts.run("Add", List.of(op.inputName(0), op.inputName(1)), Map.of());
 *   parts.yield("Relu", List.of(sum), Map.of());
 * </pre>
 */
final class Composed {
    private static final int REDUCE_SUM_TAKES_AXES = 13;
    private static final int OTHERS_TAKE_AXES = 18;

    private final Operator op;
    private int count;

    Composed(Operator op) {
        this.op = op;
    }

    /** Runs an operator; returns the name of its result. */
    String run(String type, List<String> inputs, Map<String, Attribute> attributes) {
        String output = inner();
        run(type, inputs, output, attributes);
        return output;
    }

    /** Runs an operator whose result is the first output. */
    void yield(String type, List<String> inputs, Map<String, Attribute> attributes) {
        run(type, inputs, op.outputName(0), attributes);
    }

    /** Lets the first output be this tensor. */
    void yield(String tensor) {
        op.result(op.state().value(tensor));
    }

    void run(String type, List<String> inputs, String output, Map<String, Attribute> attributes) {
        int separator = type.indexOf("::");
        String domain = separator < 0 ? "" : type.substring(0, separator);
        String plain = separator < 0 ? type : type.substring(separator + 2);
        OperatorRules.run(new Operator(
                op.state(), new Node(op.name(), plain, domain, inputs, List.of(output), attributes), op.name()));
    }

    String constant(ConstTensor tensor) {
        String name = inner();
        op.state().define(name, new Constant(tensor));
        return name;
    }

    String number(double value) {
        return constant(ConstTensor.ofReals(new int[0], new float[] {(float) value}));
    }

    int[] dims(String tensor) {
        return switch (op.state().value(tensor)) {
            case Signal signal -> signal.dims();
            case Constant constant -> constant.tensor().dims();
            case Value.Answer answer when !answer.label() -> answer.dims();
            default -> throw op.unsupported(op.type() + " of '" + tensor + "'");
        };
    }

    /** The same values under other dimensions. */
    String reshaped(String tensor, int... dims) {
        String name = inner();
        Value value = op.state().value(tensor);
        if (Operator.sizeOf(dims) != Operator.sizeOf(dims(tensor))) {
            throw mismatch(tensor, "dimensions " + Arrays.toString(dims));
        }
        op.state()
                .define(
                        name,
                        switch (value) {
                            case Signal signal -> new Signal(signal.node(), dims);
                            case Constant constant ->
                                new Constant(constant.tensor().withDims(dims));
                            case Value.Answer answer ->
                                new Value.Answer(answer.node(), dims, answer.softmax(), false, answer.labels());
                            default -> throw op.unsupported(op.type() + " of '" + tensor + "'");
                        });
        return name;
    }

    String transposed(String tensor, int... permutation) {
        long[] wanted = Arrays.stream(permutation).asLongStream().toArray();
        return run("Transpose", List.of(tensor), Map.of("perm", Attribute.ofIntegers(wanted)));
    }

    /** With the last two axes exchanged. */
    String turned(String tensor) {
        int rank = dims(tensor).length;
        if (rank < 2) {
            throw mismatch(tensor, "a matrix");
        }
        int[] permutation = new int[rank];
        Arrays.setAll(permutation, axis -> axis < rank - 2 ? axis : 2 * rank - 3 - axis);
        return transposed(tensor, permutation);
    }

    /** The tensor itself when the factor is 1. */
    String scaled(String tensor, double factor) {
        return factor == 1 ? tensor : run("Mul", List.of(tensor, number(factor)), Map.of());
    }

    /** A reduction over these axes, which stay as axes of size 1 or go; the operator set says where it takes them. */
    String reduced(String type, String tensor, boolean keeps, long... axes) {
        Attribute kept = Attribute.ofInteger(keeps ? 1 : 0);
        if (op.opset() < (type.equals("ReduceSum") ? REDUCE_SUM_TAKES_AXES : OTHERS_TAKE_AXES)) {
            return run(type, List.of(tensor), Map.of("axes", Attribute.ofIntegers(axes), "keepdims", kept));
        }
        String wanted = constant(ConstTensor.ofIntegers(new int[] {axes.length}, axes));
        return run(type, List.of(tensor, wanted), Map.of("keepdims", kept));
    }

    /** Values along an axis, from one place on. */
    String slice(String tensor, int axis, int from, int size) {
        long[] places = new long[size];
        Arrays.setAll(places, i -> from + i);
        String wanted = constant(ConstTensor.ofIntegers(new int[] {size}, places));
        return run("Gather", List.of(tensor, wanted), Map.of("axis", Attribute.ofInteger(axis)));
    }

    Refusal mismatch(String tensor, String wanted) {
        return op.mismatch("input " + Arrays.toString(dims(tensor)), wanted);
    }

    /** The result's name is part of it, and a line break is in no other. */
    private String inner() {
        String name = op.outputName(0) + "\n" + count++;
        op.state().addInner(name);
        return name;
    }
}
