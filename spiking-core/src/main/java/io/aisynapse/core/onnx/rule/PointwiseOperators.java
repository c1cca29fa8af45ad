package io.aisynapse.core.onnx.rule;

import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnLayer.Activation;
import io.aisynapse.core.ann.AnnLayer.Add;
import io.aisynapse.core.ann.AnnLayer.ChannelAffine;
import io.aisynapse.core.ann.AnnLayer.Multiply;
import io.aisynapse.core.onnx.value.ConstTensor;
import io.aisynapse.core.onnx.value.Value.Signal;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.UnaryFunction;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Arithmetic between a signal and a constant, which is affine, and between signals. */
final class PointwiseOperators {
    private PointwiseOperators() {}

    static void add(Operator op) {
        if (op.isConstant(0) || op.isConstant(1)) {
            int signal = op.isConstant(0) ? 1 : 0;
            affine(op, signal, null, op.constant(1 - signal).toReals());
        } else {
            sum(op);
        }
    }

    /** The sum of signals that broadcast against each other; Sum takes any number of them. */
    static void sum(Operator op) {
        if (op.inputCount() == 1) {
            op.result(op.signal(0));
            return;
        }
        Signal[] inputs = new Signal[op.inputCount()];
        int[] dims = new int[0];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = op.signalOrConstant(i);
            dims = FoldingOperators.broadcast(op, dims, inputs[i].dims());
        }
        Integer[] nodes = new Integer[inputs.length];
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = op.expanded(inputs[i], dims);
        }
        op.emit(new Add(), List.of(nodes), dims, shapeOf(op, nodes[0]));
    }

    private static Shape shapeOf(Operator op, int node) {
        return op.state().nodes().get(node).shape();
    }

    static void subtract(Operator op) {
        if (op.isConstant(1)) {
            affine(op, 0, null, scaled(op.constant(1), -1));
        } else if (op.isConstant(0)) {
            affine(op, 1, new float[] {-1}, op.constant(0).toReals());
        } else {
            Signal right = op.signal(1);
            int[] dims = FoldingOperators.broadcast(op, op.signal(0).dims(), right.dims());
            int left = op.expanded(op.signal(0), dims);
            int negative = op.expanded(new Signal(negated(op, right.node()), right.dims()), dims);
            op.emit(new Add(), List.of(left, negative), dims, shapeOf(op, left));
        }
    }

    static void multiply(Operator op) {
        if (!op.isConstant(0) && !op.isConstant(1)) {
            product(op, op.signal(0), op.signal(1));
        } else {
            int signal = op.isConstant(0) ? 1 : 0;
            affine(op, signal, op.constant(1 - signal).toReals(), null);
        }
    }

    private static void product(Operator op, Signal left, Signal right) {
        int[] dims = FoldingOperators.broadcast(op, left.dims(), right.dims());
        int node = op.expanded(left, dims);
        op.emit(new Multiply(), List.of(node, op.expanded(right, dims)), dims, shapeOf(op, node));
    }

    /** Division by a computed tensor is a product with its reciprocal. */
    static void divide(Operator op) {
        if (op.isConstant(1)) {
            affine(op, 0, reciprocals(op, op.constant(1).toReals()), null);
            return;
        }
        Signal divisor = op.signal(1);
        AnnLayer layer = new Activation(UnaryFunction.of(UnaryFunction.Kind.RECIPROCAL));
        int node = op.part(layer, List.of(divisor.node()), shapeOf(op, divisor.node()));
        Signal inverse = new Signal(node, divisor.dims());
        boolean one =
                op.isConstant(0) && op.constant(0).size() == 1 && op.constant(0).at(0) == 1;
        if (one && op.constant(0).dims().length <= divisor.dims().length) {
            op.emit(layer, List.of(divisor.node()), divisor.dims(), shapeOf(op, divisor.node()));
        } else if (op.isConstant(0)) {
            affineOf(op, inverse, op.constant(0), op.constant(0).toReals(), null);
        } else {
            product(op, op.signal(0), inverse);
        }
    }

    private static float[] reciprocals(Operator op, float[] divisors) {
        float[] factors = new float[divisors.length];
        for (int i = 0; i < factors.length; i++) {
            if (divisors[i] == 0) {
                throw op.refuse(
                        "non-finite-weight", "a division by 0", "divisors that are not 0", "Correct the constant.");
            }
            factors[i] = 1 / divisors[i];
        }
        return factors;
    }

    static void negate(Operator op) {
        Signal input = op.signal(0);
        uniform(op, input, -1, 0);
    }

    /** A part that yields the node's values with the other sign. */
    static int negated(Operator op, int node) {
        return part(op, node, -1, 0);
    }

    /** A part that yields {@code scale · x + shift}, one pair for all values. */
    static int part(Operator op, int node, float scale, float shift) {
        Shape shape = shapeOf(op, node);
        return scale == 1 && shift == 0 ? node : op.part(affine(shape.channels(), scale, shift), List.of(node), shape);
    }

    /** Yields {@code scale · x + shift}, one pair for all values. */
    static void uniform(Operator op, Signal input, float scale, float shift) {
        Shape shape = shapeOf(op, input.node());
        op.emit(affine(shape.channels(), scale, shift), List.of(input.node()), input.dims(), shape);
    }

    private static ChannelAffine affine(int channels, float scale, float shift) {
        float[] scales = new float[channels];
        float[] shifts = new float[channels];
        Arrays.fill(scales, scale);
        Arrays.fill(shifts, shift);
        return new ChannelAffine(scales, shifts);
    }

    private static float[] scaled(ConstTensor tensor, float factor) {
        float[] values = tensor.toReals().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
        }
        return values;
    }

    /**
     * {@code y = x · scale + shift}, where one of both has the constant's dimensions and the other is absent or one
     * number.
     */
    private static void affine(Operator op, int signalIndex, float @Nullable [] scale, float @Nullable [] shift) {
        affineOf(op, op.signal(signalIndex), op.constant(1 - signalIndex), scale, shift);
    }

    private static void affineOf(
            Operator op, Signal given, ConstTensor constant, float @Nullable [] scale, float @Nullable [] shift) {
        int[] dims = FoldingOperators.broadcast(op, given.dims(), constant.dims());
        op.requireNotEmpty(dims);
        Signal signal = new Signal(op.expanded(given, dims), dims);
        Spread spread = Spread.of(op, constant, signal);
        ChannelAffine layer = new ChannelAffine(
                scale == null ? spread.filled(1) : spread.values(scale),
                shift == null ? spread.filled(0) : spread.values(shift));
        int node = op.state().shaped(signal.node(), spread.shape(), "");
        op.emit(layer, List.of(node), dims, spread.shape());
    }
}
