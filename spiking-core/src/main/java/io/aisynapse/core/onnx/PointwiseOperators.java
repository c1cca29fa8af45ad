package io.aisynapse.core.onnx;

import io.aisynapse.core.ann.AnnLayer.Add;
import io.aisynapse.core.ann.AnnLayer.ChannelAffine;
import io.aisynapse.core.ann.AnnLayer.Relu;
import io.aisynapse.core.onnx.Value.Constant;
import io.aisynapse.core.onnx.Value.Signal;
import io.aisynapse.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Relu, Clip, and arithmetic between a signal and a constant, or the sum of signals. */
final class PointwiseOperators {
    private PointwiseOperators() {}

    static void relu(Operator op) {
        rectify(op, Float.POSITIVE_INFINITY);
    }

    private static void rectify(Operator op, float cap) {
        Signal input = op.signal(0);
        Shape shape = op.state().nodes().get(input.node()).shape();
        op.emit(new Relu(cap), List.of(input.node()), input.dims(), shape);
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
        if (least != 0 || !(most > 0)) {
            throw op.unsupported("Clip from %s to %s (only 0 to a positive bound is a ReLU)".formatted(least, most));
        }
        rectify(op, most >= Float.MAX_VALUE ? Float.POSITIVE_INFINITY : most);
    }

    private static float scalar(Operator op, int input) {
        ConstTensor value = op.constant(input);
        if (value.size() != 1) {
            throw op.mismatch("a bound of dimensions " + Arrays.toString(value.dims()), "one number");
        }
        return (float) value.at(0);
    }

    static void add(Operator op) {
        if (op.isConstant(0) || op.isConstant(1)) {
            int signal = op.isConstant(0) ? 1 : 0;
            affine(op, signal, null, op.constant(1 - signal).toReals());
        } else {
            sum(op);
        }
    }

    /** The sum of two or more signals of one size; Sum takes any number of them. */
    static void sum(Operator op) {
        Signal first = op.signal(0);
        if (op.inputCount() == 1) {
            op.result(first);
            return;
        }
        Integer[] nodes = new Integer[op.inputCount()];
        for (int i = 0; i < nodes.length; i++) {
            Signal input = op.signal(i);
            if (!Arrays.equals(input.dims(), first.dims())) {
                throw op.mismatch(
                        "inputs %s and %s".formatted(Arrays.toString(first.dims()), Arrays.toString(input.dims())),
                        "inputs of one shape");
            }
            nodes[i] = input.node();
        }
        Shape shape = op.state().nodes().get(first.node()).shape();
        op.emit(new Add(), List.of(nodes), first.dims(), shape);
    }

    static void subtract(Operator op) {
        if (op.isConstant(1)) {
            affine(op, 0, null, scaled(op.constant(1), -1));
        } else if (op.isConstant(0)) {
            affine(op, 1, new float[] {-1}, op.constant(0).toReals());
        } else {
            throw op.unsupported("Sub of two computed tensors");
        }
    }

    static void multiply(Operator op) {
        if (!op.isConstant(0) && !op.isConstant(1)) {
            throw op.unsupported("Mul of two computed tensors");
        }
        int signal = op.isConstant(0) ? 1 : 0;
        affine(op, signal, op.constant(1 - signal).toReals(), null);
    }

    static void divide(Operator op) {
        if (!op.isConstant(1)) {
            throw op.unsupported("Div by a computed tensor");
        }
        float[] divisors = op.constant(1).toReals();
        float[] factors = new float[divisors.length];
        for (int i = 0; i < factors.length; i++) {
            if (divisors[i] == 0) {
                throw op.refuse(
                        "non-finite-weight", "a division by 0", "divisors that are not 0", "Correct the constant.");
            }
            factors[i] = 1 / divisors[i];
        }
        affine(op, 0, factors, null);
    }

    static void negate(Operator op) {
        Signal input = op.signal(0);
        perChannel(op, input, new float[] {-1}, null);
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
        Signal signal = op.signal(signalIndex);
        int[] dims = signal.dims();
        ConstTensor constant = ((Constant) op.input(1 - signalIndex)).tensor();
        int[] aligned = aligned(op, constant.dims(), dims);
        if (constant.size() == 1) {
            perChannel(op, signal, scale, shift);
        } else if (dims.length >= 2 && aligned[1] == constant.size()) {
            float[] ones = filled(constant.size(), 1);
            LinearOperators.channelAffine(
                    op,
                    signalIndex,
                    signal,
                    new ChannelAffine(
                            scale == null ? ones : widened(scale, ones.length),
                            shift == null ? new float[ones.length] : shift.clone()));
        } else {
            perValue(op, signalIndex, aligned, scale, shift);
        }
    }

    /** The constant's dimensions with ones in front, which must broadcast to the signal's without enlarging it. */
    private static int[] aligned(Operator op, int[] dims, int[] signalDims) {
        int[] aligned = filledInts(signalDims.length);
        boolean fits = dims.length <= signalDims.length;
        for (int i = 0; fits && i < dims.length; i++) {
            int axis = signalDims.length - dims.length + i;
            aligned[axis] = dims[i];
            fits = dims[i] == 1 || dims[i] == signalDims[axis];
        }
        // More axes than the signal has are fine as long as they are ones.
        if (dims.length > signalDims.length && Operator.sizeOf(dims) == 1) {
            fits = true;
        }
        if (!fits) {
            throw op.mismatch(
                    "tensors %s and %s".formatted(Arrays.toString(signalDims), Arrays.toString(dims)),
                    "a constant that broadcasts to the tensor");
        }
        return aligned;
    }

    /** One number for all values. */
    private static void perChannel(Operator op, Signal signal, float @Nullable [] scale, float @Nullable [] shift) {
        Shape shape = op.state().nodes().get(signal.node()).shape();
        ChannelAffine layer = new ChannelAffine(
                filled(shape.channels(), scale == null ? 1 : scale[0]),
                filled(shape.channels(), shift == null ? 0 : shift[0]));
        op.emit(layer, List.of(signal.node()), signal.dims(), shape);
    }

    /** The constant varies over several axes: every value is a channel of its own. */
    private static void perValue(
            Operator op, int signalIndex, int[] aligned, float @Nullable [] scale, float @Nullable [] shift) {
        Signal signal = op.signal(signalIndex);
        op.state().claimConstant(signal.dims(), op.place());
        int[][] offsets = Movement.expand(aligned, signal.dims());
        int[] source = Movement.combine(offsets).source();
        float[] scales = filled(source.length, 1);
        float[] shifts = new float[source.length];
        for (int i = 0; i < source.length; i++) {
            scales[i] = scale == null ? 1 : scale[scale.length == 1 ? 0 : source[i]];
            shifts[i] = shift == null ? 0 : shift[source[i]];
        }
        LinearOperators.channelAffine(op, signalIndex, signal, new ChannelAffine(scales, shifts));
    }

    private static float[] filled(int size, float value) {
        float[] values = new float[size];
        Arrays.fill(values, value);
        return values;
    }

    private static int[] filledInts(int size) {
        int[] values = new int[size];
        Arrays.fill(values, 1);
        return values;
    }

    private static float[] widened(float[] values, int size) {
        return values.length == 1 ? filled(size, values[0]) : values.clone();
    }
}
