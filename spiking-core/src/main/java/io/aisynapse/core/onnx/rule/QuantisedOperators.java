package io.aisynapse.core.onnx.rule;

import io.aisynapse.core.ann.AnnLayer.ChannelAffine;
import io.aisynapse.core.ann.AnnLayer.IndexMap;
import io.aisynapse.core.ann.AnnLayer.Quantise;
import io.aisynapse.core.ann.AnnNode;
import io.aisynapse.core.onnx.proto.DataType;
import io.aisynapse.core.onnx.rule.Stored.Dynamic;
import io.aisynapse.core.onnx.rule.Stored.DynamicZero;
import io.aisynapse.core.onnx.rule.Stored.Levels;
import io.aisynapse.core.onnx.rule.Stored.Whole;
import io.aisynapse.core.onnx.value.ConstTensor;
import io.aisynapse.core.onnx.value.Movement;
import io.aisynapse.core.onnx.value.Value.Constant;
import io.aisynapse.core.onnx.value.Value.Signal;
import io.aisynapse.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Quantised models as networks of real values: QuantizeLinear becomes a layer that rounds to levels, DequantizeLinear
 * only says which, and operators on integers are taken apart into DequantizeLinear, the real operator, QuantizeLinear.
 * Weights are dequantised exactly.
 */
final class QuantisedOperators {
    static final Map<String, OperatorRules.OperatorRule> RULES = Map.ofEntries(
            Map.entry("QLinearConv", QuantisedOperators::convolution),
            Map.entry("QLinearMatMul", op -> new QuantisedCall(op).binary("MatMul")),
            Map.entry("com.microsoft::QGemm", QuantisedOperators::gemm),
            Map.entry("com.microsoft::QLinearAdd", op -> new QuantisedCall(op).binary("Add")),
            Map.entry("com.microsoft::QLinearMul", op -> new QuantisedCall(op).binary("Mul")),
            Map.entry("com.microsoft::QLinearConcat", op -> new QuantisedCall(op).concat()),
            Map.entry("com.microsoft::QLinearGlobalAveragePool", QuantisedOperators::globalAveragePool),
            Map.entry("com.microsoft::QLinearAveragePool", op -> new QuantisedCall(op).unary("AveragePool")),
            Map.entry("com.microsoft::QLinearSigmoid", op -> new QuantisedCall(op).unary("Sigmoid")),
            Map.entry("com.microsoft::QLinearLeakyRelu", op -> new QuantisedCall(op).unary("LeakyRelu")),
            Map.entry("com.microsoft::QLinearSoftmax", op -> new QuantisedCall(op).unary("Softmax")));

    private QuantisedOperators() {}

    /** Rounds a signal to levels; a constant is quantised at once. */
    static void quantize(Operator op) {
        if (op.isConstant(0)) {
            quantizeConstant(op);
            return;
        }
        Levels levels = levels(op, 1);
        Signal input = op.signal(0);
        emitLevels(op, input, levels);
    }

    /** The levels that the scale and zero point at these inputs state; uint8 when nothing says otherwise. */
    private static Levels levels(Operator op, int scaleInput) {
        ConstTensor scale = op.constant(scaleInput);
        boolean hasZero = op.hasInput(scaleInput + 1);
        if (scale.size() != 1 || hasZero && op.constant(scaleInput + 1).size() != 1) {
            throw op.refuse(
                    "quantised-only",
                    "%d scales for a computed tensor".formatted(scale.size()),
                    "one scale",
                    "Quantise activations per tensor.");
        }
        requirePositive(op, scale);
        DataType type = typeOf(op, scaleInput + 1);
        int zero = hasZero ? (int) op.constant(scaleInput + 1).at(0) : 0;
        return new Levels((float) scale.at(0), zero, least(op, type), most(op, type));
    }

    private static void requirePositive(Operator op, ConstTensor scale) {
        for (int i = 0; i < scale.size(); i++) {
            if (!(scale.at(i) > 0)) {
                throw op.attributes().bad("scale", Double.toString(scale.at(i)), "above 0");
            }
        }
    }

    private static DataType typeOf(Operator op, int zeroInput) {
        if (op.hasInput(zeroInput)) {
            return op.constant(zeroInput).type();
        }
        long declared = op.attributes().integer("output_dtype", 0, 0, 100);
        return DataType.of((int) declared).orElse(DataType.UINT8);
    }

    private static int least(Operator op, DataType type) {
        return switch (type) {
            case UINT8, UINT16 -> 0;
            case INT8 -> Byte.MIN_VALUE;
            case INT16 -> Short.MIN_VALUE;
            default -> throw op.unsupported("QuantizeLinear to " + type.text());
        };
    }

    private static int most(Operator op, DataType type) {
        return switch (type) {
            case UINT8 -> 255;
            case UINT16 -> 65_535;
            case INT8 -> Byte.MAX_VALUE;
            case INT16 -> Short.MAX_VALUE;
            default -> throw op.unsupported("QuantizeLinear to " + type.text());
        };
    }

    private static void emitLevels(Operator op, Signal input, Levels levels) {
        Shape shape = op.state().nodes().get(input.node()).shape();
        Quantise layer = new Quantise(levels.scale(), levels.zeroPoint(), levels.least(), levels.most());
        op.emit(layer, List.of(input.node()), input.dims(), shape);
        op.resultStored(0, levels);
    }

    /** Weights that the model quantises itself, as after quantisation-aware training. */
    private static void quantizeConstant(Operator op) {
        ConstTensor values = op.constant(0);
        ConstTensor scale = op.constant(1);
        requirePositive(op, scale);
        DataType type = typeOf(op, 2);
        int[] channel = channels(op, values, scale);
        op.state().claimConstant(values.dims(), op.place());
        long[] levels = new long[values.size()];
        for (int i = 0; i < levels.length; i++) {
            float ratio = (float) values.at(i) / (float) scale.at(channel[i]);
            double level = Math.rint(ratio) + zeroAt(op, 2, channel[i]);
            levels[i] = (long) Math.clamp(level, least(op, type), most(op, type));
        }
        op.result(new Constant(ConstTensor.ofIntegers(values.dims(), type, levels)));
    }

    /** Which scale belongs to each value: the only one, or the one of its index on the axis. */
    private static int[] channels(Operator op, ConstTensor values, ConstTensor scale) {
        int[] channels = new int[values.size()];
        if (scale.size() == 1) {
            return channels;
        }
        int rank = values.dims().length;
        int axis = op.axis(op.attributes().integer("axis", 1, -16, 15), rank);
        if (scale.dims().length != 1 || scale.size() != values.dims()[axis]) {
            throw op.mismatch(
                    "scale %s for %s".formatted(Arrays.toString(scale.dims()), Arrays.toString(values.dims())),
                    "one scale for each index of axis " + axis);
        }
        int inner = Movement.strides(values.dims())[axis];
        Arrays.setAll(channels, i -> i / inner % scale.size());
        return channels;
    }

    private static double zeroAt(Operator op, int input, int channel) {
        if (!op.hasInput(input)) {
            return 0;
        }
        ConstTensor zero = op.constant(input);
        return zero.at(Math.min(channel, zero.size() - 1));
    }

    /** The node of a quantised tensor holds the real values already; integers of other levels are rescaled. */
    static void dequantize(Operator op) {
        if (op.isConstant(0)) {
            FoldingOperators.dequantize(op);
            return;
        }
        Signal input = op.signal(0);
        Stored form = op.stored(0);
        switch (form) {
            case Dynamic(String scale, int power)
            when power == -1 && new Dynamic(scale, 1).equals(op.stored(1)) -> {
                requireZero(op, 2, scale);
                op.result(input);
                op.state().rename(input.node(), nameAfter(op, input));
            }
            case Levels levels -> dequantizeLevels(op, input, levels);
            case Whole whole -> rescale(op, input, 1, 0);
            case null, default ->
                throw op.refuse(
                        "quantised-only",
                        "DequantizeLinear of '%s', which QuantizeLinear did not yield".formatted(op.inputName(0)),
                        "a quantised tensor",
                        "Export the float model before quantisation.");
        }
    }

    /** The tensor that a node stands for, unless the other name was given first. */
    private static String nameAfter(Operator op, Signal input) {
        String known = op.state().nodes().get(input.node()).tensor();
        return known.isEmpty() ? op.outputName(0) : known;
    }

    private static void dequantizeLevels(Operator op, Signal input, Levels levels) {
        ConstTensor scale = op.constant(1);
        boolean same =
                scale.size() == 1 && (float) scale.at(0) == levels.scale() && zeroAt(op, 2, 0) == levels.zeroPoint();
        if (same) {
            op.result(input);
            op.state().rename(input.node(), nameAfter(op, input));
        } else {
            rescale(op, input, 1 / (double) levels.scale(), levels.zeroPoint());
        }
    }

    /** {@code (x · factor + offset − zero) · scale}. */
    private static void rescale(Operator op, Signal input, double factor, double offset) {
        ConstTensor given = op.constant(1);
        if (given.size() != 1) {
            throw op.refuse("quantised-only", given.size() + " scales", "one scale", "Quantise per tensor.");
        }
        Shape shape = op.state().nodes().get(input.node()).shape();
        double scale = given.at(0);
        float[] scales = new float[shape.channels()];
        float[] shifts = new float[shape.channels()];
        Arrays.fill(scales, (float) (factor * scale));
        Arrays.fill(shifts, (float) ((offset - zeroAt(op, 2, 0)) * scale));
        op.emit(new ChannelAffine(scales, shifts), List.of(input.node()), input.dims(), shape);
    }

    /** Narrows the levels of a quantised tensor, as some exporters do for 7-bit activations. */
    static void clip(Operator op, Levels levels) {
        int least = op.hasInput(1) ? (int) op.constant(1).at(0) : levels.least();
        int most = op.hasInput(2) ? (int) op.constant(2).at(0) : levels.most();
        emitLevels(
                op,
                op.signal(0),
                new Levels(
                        levels.scale(),
                        levels.zeroPoint(),
                        Math.max(least, levels.least()),
                        Math.min(most, levels.most())));
    }

    /** The values stay as they are, and so do what is multiplied back: scale 1, zero point 0. */
    static void dynamicQuantize(Operator op) {
        Signal input = op.signal(0);
        Shape shape = op.state().nodes().get(input.node()).shape();
        String scale = op.outputName(1);
        int[] source = Movement.steps(shape.size(), 0, 1);
        op.state().claimActivation(input.dims(), op.place());
        int node = op.state().add(new AnnNode(op.name(), "", new IndexMap(source), List.of(input.node()), shape));
        op.result(0, new Signal(node, input.dims()));
        op.resultStored(0, new Dynamic(scale, -1));
        op.result(1, new Constant(ConstTensor.ofReals(new int[0], new float[] {1})));
        op.resultStored(1, new Dynamic(scale, 1));
        if (op.hasOutput(2)) {
            op.result(2, new Constant(ConstTensor.ofIntegers(new int[0], DataType.UINT8, new long[1])));
            op.resultStored(2, new DynamicZero(scale));
        }
    }

    /** MatMulInteger and ConvInteger of a dynamically quantised tensor with constant weights. */
    static void integerProduct(Operator op) {
        if (!(op.stored(0) instanceof Dynamic form)) {
            throw op.refuse(
                    "quantised-only",
                    op.type() + " of anything but DynamicQuantizeLinear's result",
                    "a dynamically quantised tensor",
                    "Export the float model before quantisation.");
        }
        requireZero(op, 2, form.scale());
        boolean matrix = op.type().equals("MatMulInteger");
        ConstTensor weight = op.constant(1);
        int zeros = op.hasInput(3) ? op.constant(3).size() : 1;
        int axis = matrix ? weight.dims().length - 1 : 0;
        if (zeros != 1 && (weight.dims().length == 0 || zeros != weight.dims()[axis])) {
            throw op.mismatch(zeros + " zero points for " + Arrays.toString(weight.dims()), "one a channel");
        }
        op.state().claimConstant(weight.dims(), op.place());
        int inner = zeros == 1 ? 1 : Movement.strides(weight.dims())[axis];
        float[] values = ConstTensor.computed(
                weight.size(), i -> weight.at(i) - zeroAt(op, 3, zeros == 1 ? 0 : i / inner % zeros));
        QuantisedCall call = new QuantisedCall(op);
        String real = call.define("weight", ConstTensor.ofReals(weight.dims(), values));
        String input = call.alias(0);
        call.run(matrix ? "MatMul" : "Conv", List.of(input, real), op.outputName(0));
        op.resultStored(0, form);
    }

    private static void requireZero(Operator op, int input, String scale) {
        if (!op.hasInput(input) || !new DynamicZero(scale).equals(op.stored(input))) {
            throw op.refuse(
                    "quantised-only",
                    op.type() + " without the zero point of DynamicQuantizeLinear",
                    "the zero point that belongs to the scale",
                    "Export the float model before quantisation.");
        }
    }

    /** Inputs x, x's scale and zero, w, w's, y's, and a bias in units of both scales. */
    private static void convolution(Operator op) {
        QuantisedCall call = new QuantisedCall(op);
        String x = call.real(0, 0);
        String w = call.real(3, 0);
        List<String> inputs = op.hasInput(8) ? List.of(x, w, call.bias(8, 1)) : List.of(x, w);
        call.runAndQuantise("Conv", inputs, 6);
    }

    private static void gemm(Operator op) {
        QuantisedCall call = new QuantisedCall(op);
        boolean transposed = op.attributes().flag("transB", false);
        String x = call.real(0, 0);
        String w = call.real(3, transposed ? 0 : 1);
        float alpha = op.attributes().real("alpha", 1);
        List<String> inputs = op.hasInput(6) ? List.of(x, w, call.bias(6, alpha)) : List.of(x, w);
        if (op.hasInput(7)) {
            call.runAndQuantise("Gemm", inputs, 7);
        } else {
            call.run("Gemm", inputs, op.outputName(0));
        }
    }

    private static void globalAveragePool(Operator op) {
        if (op.attributes().flag("channels_last", false)) {
            throw op.attributes().bad("channels_last", "1", "0");
        }
        new QuantisedCall(op).unary("GlobalAveragePool");
    }
}
