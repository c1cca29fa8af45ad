package io.aisynapse.core.onnx.rule;

import io.aisynapse.core.onnx.value.ConstTensor;
import io.aisynapse.core.onnx.value.Movement;
import io.aisynapse.core.onnx.value.Value.Signal;
import io.aisynapse.core.tensor.Shape;
import java.util.Arrays;

/**
 * A constant that broadcasts to a signal, as one value a channel.
 *
 * @param shape of the signal, under which its channels are what the constant varies over
 * @param source for each channel, the constant's value that belongs to it
 */
record Spread(Shape shape, int[] source) {
    /**
     * One channel for each index of the axis behind the batch, or for each value when the constant varies otherwise: so
     * over the columns of a matrix whose rows are the positions of one sample.
     */
    static Spread of(Operator op, ConstTensor constant, Signal signal) {
        int[] dims = signal.dims();
        int[] aligned = aligned(op, constant.dims(), dims);
        if (constant.size() == 1) {
            Shape shape = op.state().nodes().get(signal.node()).shape();
            return new Spread(shape, new int[shape.channels()]);
        }
        boolean axisBehindBatch = dims.length >= 2 && dims[0] == 1;
        if (axisBehindBatch && aligned[1] == constant.size()) {
            return new Spread(channels(dims, constant.size()), Movement.steps(constant.size(), 0, 1));
        }
        op.state().claimConstant(dims, op.place());
        int[] source = Movement.combine(Movement.expand(aligned, dims)).source();
        return new Spread(Shape.vector(source.length), source);
    }

    /** The shape with so many channels along the axis behind the batch. */
    static Shape channels(int[] dims, int count) {
        Shape shape = ImportState.shapeOf(dims);
        return shape.channels() == count ? shape : new Shape(count, 1, shape.size() / count);
    }

    /** Each channel's value, or the same one for all when there is only one. */
    float[] values(float[] constant) {
        float[] values = new float[source.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = constant[constant.length == 1 ? 0 : source[i]];
        }
        return values;
    }

    float[] filled(float value) {
        float[] values = new float[source.length];
        Arrays.fill(values, value);
        return values;
    }

    /** The constant's dimensions with ones in front, which must broadcast to the signal's without enlarging it. */
    private static int[] aligned(Operator op, int[] dims, int[] signalDims) {
        int[] aligned = new int[signalDims.length];
        Arrays.fill(aligned, 1);
        boolean fits = true;
        for (int i = 0; i < dims.length; i++) {
            int axis = signalDims.length - dims.length + i;
            fits &= dims[i] == 1 || axis >= 0 && dims[i] == signalDims[axis];
            if (axis >= 0) {
                aligned[axis] = dims[i];
            }
        }
        if (!fits) {
            throw op.mismatch(
                    "tensors %s and %s".formatted(Arrays.toString(signalDims), Arrays.toString(dims)),
                    "a constant that broadcasts to the tensor");
        }
        return aligned;
    }
}
