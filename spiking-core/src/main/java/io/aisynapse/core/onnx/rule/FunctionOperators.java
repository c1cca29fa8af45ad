package io.aisynapse.core.onnx.rule;

import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnLayer.Activation;
import io.aisynapse.core.ann.AnnLayer.Add;
import io.aisynapse.core.ann.AnnLayer.LeakyRelu;
import io.aisynapse.core.ann.AnnLayer.Relu;
import io.aisynapse.core.onnx.value.Attributes;
import io.aisynapse.core.onnx.value.ConstTensor;
import io.aisynapse.core.onnx.value.Value.Constant;
import io.aisynapse.core.onnx.value.Value.Signal;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.UnaryFunction;
import io.aisynapse.core.tensor.UnaryFunction.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Rectifiers, bounds, and element-wise functions. */
final class FunctionOperators {
    private static final float SELU_ALPHA = 1.6732632f;
    private static final float SELU_GAMMA = 1.050701f;

    private FunctionOperators() {}

    static void relu(Operator op) {
        rectify(op, op.signal(0), Float.POSITIVE_INFINITY);
    }

    private static void rectify(Operator op, Signal input, float cap) {
        op.emit(new Relu(cap), List.of(input.node()), input.dims(), shapeOf(op, input.node()));
    }

    private static Shape shapeOf(Operator op, int node) {
        return op.state().nodes().get(node).shape();
    }

    /** Bounds are attributes before opset 11 and inputs since. */
    static void clip(Operator op) {
        float least = op.attributes().real("min", Float.NEGATIVE_INFINITY);
        float most = op.attributes().real("max", Float.POSITIVE_INFINITY);
        if (op.hasInput(1)) {
            least = scalar(op, 1);
        }
        if (op.hasInput(2)) {
            most = scalar(op, 2);
        }
        bound(op, op.signal(0), least, most);
    }

    private static float scalar(Operator op, int input) {
        ConstTensor value = op.constant(input);
        if (value.size() != 1) {
            throw op.mismatch("a bound of dimensions " + Arrays.toString(value.dims()), "one number");
        }
        return (float) value.at(0);
    }

    /** {@code l + min(max(x − l, 0), h − l)}, or with no lower bound {@code h − max(h − x, 0)}. */
    private static void bound(Operator op, Signal input, float least, float most) {
        boolean below = least > -Float.MAX_VALUE;
        boolean above = most < Float.MAX_VALUE;
        if (below && above && !(least < most)) {
            throw op.unsupported("Clip from %s to %s, which is constant".formatted(least, most));
        }
        if (!below && !above) {
            op.result(input);
        } else if (below && least == 0) {
            rectify(op, input, above ? most : Float.POSITIVE_INFINITY);
        } else {
            float sign = below ? 1 : -1;
            float origin = below ? least : most;
            int shifted = PointwiseOperators.part(op, input.node(), sign, -sign * origin);
            Shape shape = shapeOf(op, shifted);
            float cap = below && above ? most - least : Float.POSITIVE_INFINITY;
            int held = op.part(new Relu(cap), List.of(shifted), shape);
            PointwiseOperators.uniform(op, new Signal(held, input.dims()), sign, origin);
        }
    }

    /** Max and Min: of a signal and one number a bound, else {@code x ± max(±(y − x), 0)} for each further input. */
    static void extreme(Operator op) {
        float sign = op.type().equals("Max") ? 1 : -1;
        if (op.inputCount() == 2 && (isScalar(op, 0) || isScalar(op, 1))) {
            int signal = isScalar(op, 0) ? 1 : 0;
            float bound = scalar(op, 1 - signal);
            boolean isMost = sign < 0;
            bound(
                    op,
                    op.signal(signal),
                    isMost ? Float.NEGATIVE_INFINITY : bound,
                    isMost ? bound : Float.POSITIVE_INFINITY);
            return;
        }
        Signal best = op.signalOrConstant(0);
        for (int i = 1; i < op.inputCount(); i++) {
            Signal next = op.signalOrConstant(i);
            int[] dims = FoldingOperators.broadcast(op, best.dims(), next.dims());
            int left = op.expanded(best, dims);
            int right = op.expanded(next, dims);
            Shape shape = shapeOf(op, left);
            int upper = sign > 0 ? right : left;
            int lower = PointwiseOperators.negated(op, sign > 0 ? left : right);
            int gain = op.part(new Add(), List.of(upper, lower), shape);
            int held = op.part(new Relu(Float.POSITIVE_INFINITY), List.of(gain), shape);
            int step = sign > 0 ? held : PointwiseOperators.negated(op, held);
            best = new Signal(op.part(new Add(), List.of(left, step), shape), dims);
        }
        op.result(best);
    }

    private static boolean isScalar(Operator op, int input) {
        return op.input(input) instanceof Constant constant
                && constant.tensor().size() == 1
                && constant.tensor().dims().length <= 1;
    }

    static void leakyRelu(Operator op) {
        Signal input = op.signal(0);
        Shape shape = shapeOf(op, input.node());
        float[] slopes = new float[shape.channels()];
        Arrays.fill(slopes, op.attributes().real("alpha", 0.01f));
        op.emit(new LeakyRelu(slopes), List.of(input.node()), input.dims(), shape);
    }

    /** The slope broadcasts to the input in one direction. */
    static void parametricRelu(Operator op) {
        Signal input = op.signal(0);
        Spread spread = Spread.of(op, op.constant(1), input);
        AnnLayer layer = new LeakyRelu(spread.values(op.constant(1).toReals()));
        int node = op.state().shaped(input.node(), spread.shape(), "");
        op.emit(layer, List.of(node), input.dims(), spread.shape());
    }

    /** {@code x^c} of a computed tensor, or of constants. */
    static void power(Operator op) {
        if (op.isConstant(0) && op.isConstant(1)) {
            FoldingOperators.binary(op);
            return;
        }
        Signal input = op.signal(0);
        float exponent = scalar(op, 1);
        if (exponent == 1) {
            op.result(input);
        } else {
            emit(op, input, new UnaryFunction(Kind.POWER, exponent, 0));
        }
    }

    /** Any operator that is one element-wise function of one input. */
    static void function(Operator op) {
        UnaryFunction function = functionOf(op);
        if (op.input(0) instanceof Constant) {
            FoldingOperators.unary(op, function::apply);
        } else {
            emit(op, op.signal(0), function);
        }
    }

    private static void emit(Operator op, Signal input, UnaryFunction function) {
        op.emit(new Activation(function), List.of(input.node()), input.dims(), shapeOf(op, input.node()));
    }

    private static UnaryFunction functionOf(Operator op) {
        Attributes attributes = op.attributes();
        return switch (op.type()) {
            case "HardSigmoid" ->
                new UnaryFunction(Kind.HARD_SIGMOID, attributes.real("alpha", 0.2f), attributes.real("beta", 0.5f));
            case "HardSwish" -> UnaryFunction.of(Kind.HARD_SWISH);
            case "Gelu" ->
                UnaryFunction.of(attributes.text("approximate", "none").equals("tanh") ? Kind.GELU_TANH : Kind.GELU);
            case "FastGelu" -> UnaryFunction.of(Kind.GELU_TANH);
            case "QuickGelu" -> new UnaryFunction(Kind.SWISH, attributes.real("alpha", 1.702f), 0);
            case "Swish" -> new UnaryFunction(Kind.SWISH, attributes.real("alpha", 1), 0);
            case "Elu" -> new UnaryFunction(Kind.ELU, attributes.real("alpha", 1), 0);
            case "Celu" -> new UnaryFunction(Kind.CELU, attributes.real("alpha", 1), 0);
            case "Selu" ->
                new UnaryFunction(
                        Kind.SELU, attributes.real("alpha", SELU_ALPHA), attributes.real("gamma", SELU_GAMMA));
            case "ThresholdedRelu" -> new UnaryFunction(Kind.THRESHOLDED_RELU, attributes.real("alpha", 1), 0);
            default -> UnaryFunction.of(Kind.valueOf(op.type().toUpperCase(Locale.ROOT)));
        };
    }
}
