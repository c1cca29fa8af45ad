package io.aisynapse.core.onnx.rule;

import io.aisynapse.core.ann.AnnGraph.ChannelSpread;
import io.aisynapse.core.ann.AnnLayer.ChannelAffine;
import io.aisynapse.core.ann.AnnLayer.Conv;
import io.aisynapse.core.onnx.value.Attributes;
import io.aisynapse.core.onnx.value.ConstTensor;
import io.aisynapse.core.onnx.value.Value.Signal;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.Window;
import java.util.Arrays;
import java.util.List;

/** Conv and BatchNormalization, and the weights of a Gemm. */
final class LinearOperators {
    private LinearOperators() {}

    /** The bias of a Gemm: one number a column, or one for all. */
    static float[] gemmBias(Operator op, int outputCount) {
        ConstTensor bias = op.constant(2);
        int[] dims = bias.dims();
        boolean row = bias.size() == outputCount && (dims.length == 1 || dims.length == 2 && dims[0] == 1);
        if (!row && (bias.size() != 1 || dims.length > 2)) {
            throw op.mismatch("bias " + Arrays.toString(dims), "[" + outputCount + "]");
        }
        float[] values = new float[outputCount];
        for (int i = 0; i < outputCount; i++) {
            values[i] = (float) bias.at(row ? i : 0);
        }
        return values;
    }

    /** One row an input; a copy in any case. */
    static float[] rowMajor(float[] weight, int inputCount, int outputCount, boolean transposed) {
        if (!transposed) {
            return weight.clone();
        }
        float[] rows = new float[weight.length];
        for (int output = 0; output < outputCount; output++) {
            for (int input = 0; input < inputCount; input++) {
                rows[input * outputCount + output] = weight[output * inputCount + input];
            }
        }
        return rows;
    }

    static void scale(float[] values, float factor) {
        if (factor != 1) {
            for (int i = 0; i < values.length; i++) {
                values[i] *= factor;
            }
        }
    }

    static void conv(Operator op) {
        Signal input = op.signal(0);
        ConstTensor weight = op.constant(1);
        int[] kernel = weight.dims();
        int[] dims = input.dims();
        if (kernel.length != dims.length || kernel.length < 3 || kernel.length > 4 || dims[0] != 1) {
            if (kernel.length == 5 && dims.length == 5) {
                throw op.unsupported("a 3-D convolution");
            }
            throw op.mismatch(
                    "input %s and weight %s".formatted(Arrays.toString(dims), Arrays.toString(kernel)),
                    "input [1, channels, …] and a weight with as many axes, 1-D or 2-D");
        }
        op.requireNotEmpty(kernel);
        int groups = (int) op.attributes().integer("group", 1, 1, 1 << 20);
        if (kernel[0] % groups != 0 || dims[1] % groups != 0) {
            throw op.attributes()
                    .bad("group", Integer.toString(groups), "a divisor of %d and %d".formatted(dims[1], kernel[0]));
        }
        if (dims[1] / groups != kernel[1]) {
            throw op.mismatch(
                    "input %s and weight %s with %d groups"
                            .formatted(Arrays.toString(dims), Arrays.toString(kernel), groups),
                    "a weight with " + dims[1] / groups + " input channels a group");
        }
        WindowReader.Result result = WindowReader.read(op, dims, Arrays.copyOfRange(kernel, 2, kernel.length));
        result.refuseCeiling(op);
        Window window = result.window();
        Conv layer =
                new Conv(dims[1], kernel[0], groups, window, weight.toReals().clone(), convBias(op, kernel[0]));
        op.emit(layer, List.of(op.shaped(0, input)), result.dims(kernel[0]));
    }

    static float[] convBias(Operator op, int channels) {
        if (!op.hasInput(2)) {
            return new float[channels];
        }
        ConstTensor bias = op.constant(2);
        if (bias.dims().length != 1 || bias.size() != channels) {
            throw op.mismatch("bias " + Arrays.toString(bias.dims()), "[" + channels + "]");
        }
        return bias.toReals().clone();
    }

    /** {@code y = (x − mean) / √(variance + epsilon) · scale + shift}, one set a channel. */
    static void batchNormalization(Operator op) {
        Attributes attributes = op.attributes();
        if (attributes.flag("training_mode", false) || op.hasOutput(1)) {
            throw op.refuse(
                    "training-model",
                    "a BatchNormalization in training mode",
                    "inference mode",
                    "Export the model in evaluation mode.");
        }
        if (!attributes.flag("spatial", true)) {
            throw attributes.bad("spatial", "0", "1");
        }
        Signal input = op.signal(0);
        int channels = input.dims().length < 2 ? -1 : input.dims()[1];
        double epsilon = attributes.real("epsilon", 1e-5f);
        float[] scale = new float[Math.max(0, channels)];
        float[] shift = new float[scale.length];
        for (int which = 1; which <= 4; which++) {
            ConstTensor given = op.constant(which);
            if (given.dims().length != 1 || given.size() != channels) {
                throw op.mismatch(
                        "input %s and parameter %s"
                                .formatted(Arrays.toString(input.dims()), Arrays.toString(given.dims())),
                        "[" + channels + "]");
            }
        }
        for (int channel = 0; channel < channels; channel++) {
            double variance = op.constant(4).at(channel) + epsilon;
            if (!(variance > 0)) {
                throw op.attributes().bad("variance", Double.toString(variance), "above 0");
            }
            double factor = op.constant(1).at(channel) / Math.sqrt(variance);
            scale[channel] = (float) factor;
            shift[channel] =
                    (float) (op.constant(2).at(channel) - op.constant(3).at(channel) * factor);
        }
        channelAffine(op, 0, input, new ChannelAffine(scale, shift));
        if (!hasRows(input.dims())) {
            rememberSpread(op);
        }
    }

    private static void rememberSpread(Operator op) {
        float[] deviation = op.constant(1).toReals().clone();
        for (int channel = 0; channel < deviation.length; channel++) {
            deviation[channel] = Math.abs(deviation[channel]);
        }
        float[] mean = op.constant(2).toReals().clone();
        op.state().spread(op.outputName(0), new ChannelSpread(mean, deviation));
    }

    /** One pair for each index of the axis behind the batch. */
    static void channelAffine(Operator op, int index, Signal input, ChannelAffine layer) {
        if (hasRows(input.dims())) {
            int count = layer.scale().length;
            int inner = Operator.sizeOf(input.dims()) / input.dims()[0] / count;
            op.state().claimConstant(input.dims(), op.place());
            int size = Operator.sizeOf(input.dims());
            ChannelAffine repeated = new ChannelAffine(
                    ConstTensor.computed(size, i -> layer.scale()[i / inner % count]),
                    ConstTensor.computed(size, i -> layer.shift()[i / inner % count]));
            Shape vector = Shape.vector(size);
            op.emit(repeated, List.of(op.state().shaped(input.node(), vector, "")), input.dims(), vector);
            return;
        }
        Shape shape = Spread.channels(input.dims(), layer.scale().length);
        int node = op.state().shaped(input.node(), shape, op.inputName(index));
        op.emit(layer, List.of(node), input.dims(), shape);
    }

    /** Whether the first axis is no batch of one: then one sample's positions lie along it. */
    private static boolean hasRows(int[] dims) {
        return dims.length >= 2 && dims[0] != 1;
    }
}
