package io.aisynapse.core.onnx.rule;

import io.aisynapse.core.onnx.proto.OnnxModel.Attribute;
import io.aisynapse.core.onnx.value.ConstTensor;
import io.aisynapse.core.onnx.value.Value.Constant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Operators that are several simpler ones in a row: what ONNX Runtime's optimisers fuse (com.microsoft), normalisations
 * over channels or axes, products of values.
 */
final class ComposedOperators {
    static final Map<String, OperatorRules.OperatorRule> RULES = Map.ofEntries(
            Map.entry("Einsum", Einsum::run),
            Map.entry("LRN", ComposedOperators::localResponse),
            Map.entry("MeanVarianceNormalization", ComposedOperators::meanVariance),
            Map.entry("RMSNormalization", ComposedOperators::rootMeanSquare),
            Map.entry("SimplifiedLayerNormalization", ComposedOperators::rootMeanSquare),
            Map.entry("Attention", AttentionOperators::standard),
            Map.entry("com.microsoft::Attention", AttentionOperators::packed),
            Map.entry("com.microsoft::MultiHeadAttention", AttentionOperators::multiHead),
            Map.entry("com.microsoft::FusedMatMul", ComposedOperators::fusedMatMul),
            Map.entry("com.microsoft::FusedGemm", op -> activated(op, "Gemm")),
            Map.entry("com.microsoft::FusedConv", op -> activated(op, "Conv")),
            Map.entry("com.microsoft::BiasGelu", op -> biased(op, "com.microsoft::Gelu")),
            Map.entry("com.microsoft::FastGelu", op -> biased(op, "com.microsoft::FastGelu")),
            Map.entry("com.microsoft::SkipLayerNormalization", ComposedOperators::skipLayerNormalization));

    private static final int MOST_FACTORS = 16;
    private static final float TINY_EPSILON = 1e-9f;

    private ComposedOperators() {}

    /** {@code alpha · a · b + beta · c} where more than one of them is computed. */
    static void gemm(Operator op) {
        Composed parts = new Composed(op);
        String a = op.inputName(0);
        String b = op.inputName(1);
        if (parts.dims(a).length != 2 || parts.dims(b).length != 2) {
            throw parts.mismatch(a, "two matrices");
        }
        String left = op.attributes().flag("transA", false) ? parts.turned(a) : a;
        String right = op.attributes().flag("transB", false) ? parts.turned(b) : b;
        float alpha = op.attributes().real("alpha", 1);
        float beta = op.attributes().real("beta", 1);
        if (!op.hasInput(2) || beta == 0) {
            product(parts, left, right, alpha);
            return;
        }
        String product = parts.scaled(parts.run("MatMul", List.of(left, right), Map.of()), alpha);
        parts.yield("Add", List.of(product, parts.scaled(op.inputName(2), beta)), Map.of());
    }

    private static void product(Composed parts, String left, String right, float alpha) {
        if (alpha == 1) {
            parts.yield("MatMul", List.of(left, right), Map.of());
        } else {
            String product = parts.run("MatMul", List.of(left, right), Map.of());
            parts.yield("Mul", List.of(product, parts.number(alpha)), Map.of());
        }
    }

    private static void fusedMatMul(Operator op) {
        if (op.attributes().flag("transBatchA", false) || op.attributes().flag("transBatchB", false)) {
            throw op.unsupported("FusedMatMul with its batch axes exchanged");
        }
        Composed parts = new Composed(op);
        String left = op.attributes().flag("transA", false) ? parts.turned(op.inputName(0)) : op.inputName(0);
        String right = op.attributes().flag("transB", false) ? parts.turned(op.inputName(1)) : op.inputName(1);
        product(parts, left, right, op.attributes().real("alpha", 1));
    }

    /** A linear operator, a further summand of a convolution, and the activation that the attributes name. */
    private static void activated(Operator op, String type) {
        Composed parts = new Composed(op);
        Map<String, Attribute> linear = new LinkedHashMap<>(op.attributes().byName());
        linear.keySet().removeIf(name -> name.startsWith("activation"));
        List<String> inputs = op.hasInput(2)
                ? List.of(op.inputName(0), op.inputName(1), op.inputName(2))
                : List.of(op.inputName(0), op.inputName(1));
        String value = parts.run(type, inputs, linear);
        if (type.equals("Conv") && op.hasInput(3)) {
            value = parts.run("Add", List.of(value, op.inputName(3)), Map.of());
        }
        String activation = op.attributes().text("activation", "");
        float[] listed = op.attributes().realList("activation_params");
        float alpha = listed.length > 0 ? listed[0] : op.attributes().real("activation_alpha", 0);
        float beta = listed.length > 1 ? listed[1] : op.attributes().real("activation_beta", 0);
        switch (activation) {
            case "" -> parts.yield(value);
            case "Relu", "Tanh", "Sigmoid", "Softplus", "Softsign" -> parts.yield(activation, List.of(value), Map.of());
            case "LeakyRelu", "Elu", "ThresholdedRelu" ->
                parts.yield(activation, List.of(value), Map.of("alpha", Attribute.ofReal(alpha)));
            case "HardSigmoid" ->
                parts.yield(
                        activation,
                        List.of(value),
                        Map.of("alpha", Attribute.ofReal(alpha), "beta", Attribute.ofReal(beta)));
            case "Clip" -> parts.yield(activation, List.of(value, parts.number(alpha), parts.number(beta)), Map.of());
            default -> throw op.unsupported(op.type() + " with the activation " + activation);
        }
    }

    private static void biased(Operator op, String function) {
        Composed parts = new Composed(op);
        if (!op.hasInput(1)) {
            FunctionOperators.function(op);
            return;
        }
        String sum = parts.run("Add", List.of(op.inputName(0), op.inputName(1)), Map.of());
        parts.yield(function, List.of(sum), Map.of());
    }

    /** Inputs x, skip, gamma, beta, bias; the sum of x, skip and bias is an output of its own. */
    private static void skipLayerNormalization(Operator op) {
        Composed parts = new Composed(op);
        String sum = parts.run("Add", List.of(op.inputName(0), op.inputName(1)), Map.of());
        if (op.hasInput(4)) {
            sum = parts.run("Add", List.of(sum, op.inputName(4)), Map.of());
        }
        if (op.hasOutput(3)) {
            parts.run("Identity", List.of(sum), op.outputName(3), Map.of());
        }
        List<String> inputs =
                op.hasInput(3) ? List.of(sum, op.inputName(2), op.inputName(3)) : List.of(sum, op.inputName(2));
        Attribute epsilon = Attribute.ofReal(op.attributes().real("epsilon", 1e-12f));
        parts.yield("LayerNormalization", inputs, Map.of("epsilon", epsilon));
    }

    /** {@code x / (bias + alpha/size · Σ x²)^beta}, the sum over neighbouring channels. */
    private static void localResponse(Operator op) {
        Composed parts = new Composed(op);
        int[] dims = parts.dims(op.inputName(0));
        int size = (int) op.attributes().integer("size", 1, 1, 1 << 16);
        if (dims.length < 3 || dims.length > 4 || dims[0] != 1) {
            throw op.unsupported("LRN of " + Arrays.toString(dims));
        }
        int channels = dims[1];
        int[] kernel = new int[dims.length];
        Arrays.fill(kernel, 1);
        kernel[0] = channels;
        kernel[1] = channels;
        op.state().claimConstant(kernel, op.place());
        double share = op.attributes().real("alpha", 1e-4f) / (double) size;
        int before = (size - 1) / 2;
        float[] band = ConstTensor.computed(channels * channels, i -> {
            int distance = i % channels - i / channels;
            return distance >= -before && distance < size - before ? share : 0;
        });
        float[] shift = ConstTensor.computed(channels, c -> op.attributes().real("bias", 1));
        String square = parts.run("Pow", List.of(op.inputName(0), parts.number(2)), Map.of());
        String sum = parts.run(
                "Conv",
                List.of(
                        square,
                        parts.constant(ConstTensor.ofReals(kernel, band)),
                        parts.constant(ConstTensor.ofReals(new int[] {channels}, shift))),
                Map.of());
        double exponent = -op.attributes().real("beta", 0.75f);
        String factor = parts.run("Pow", List.of(sum, parts.number(exponent)), Map.of());
        parts.yield("Mul", List.of(op.inputName(0), factor), Map.of());
    }

    /** Over the axes of each channel, or of the whole sample. */
    private static void meanVariance(Operator op) {
        Composed parts = new Composed(op);
        int[] dims = parts.dims(op.inputName(0));
        long[] given = op.attributes().longs("axes");
        long[] axes = LongStream.of(given == null ? new long[] {0, 2, 3} : given)
                .map(axis -> op.axis(axis, dims.length))
                .filter(axis -> axis != 0)
                .sorted()
                .toArray();
        Map<String, Attribute> epsilon = Map.of("epsilon", Attribute.ofReal(TINY_EPSILON));
        boolean behind = axes.length > 0 && axes[axes.length - 1] == dims.length - 1;
        boolean neighbours = behind && axes[0] == dims.length - axes.length;
        if (neighbours && axes[0] == 2) {
            String ones =
                    parts.constant(ConstTensor.ofReals(new int[] {dims[1]}, ConstTensor.computed(dims[1], i -> 1)));
            String zeros = parts.constant(ConstTensor.ofReals(new int[] {dims[1]}, new float[dims[1]]));
            parts.yield("InstanceNormalization", List.of(op.inputName(0), ones, zeros), epsilon);
        } else if (neighbours) {
            Map<String, Attribute> attributes = new LinkedHashMap<>(epsilon);
            attributes.put("axis", Attribute.ofInteger(axes[0]));
            parts.yield("LayerNormalization", List.of(op.inputName(0)), attributes);
        } else {
            throw op.unsupported("MeanVarianceNormalization over axes " + Arrays.toString(given));
        }
    }

    /** {@code x / √(mean of x² + epsilon) · scale} over all axes from the given one on. */
    private static void rootMeanSquare(Operator op) {
        Composed parts = new Composed(op);
        String x = op.inputName(0);
        int rank = parts.dims(x).length;
        int axis = op.axis(op.attributes().integer("axis", -1, -16, 15), rank);
        String square = parts.run("Pow", List.of(x, parts.number(2)), Map.of());
        String mean = parts.reduced(
                "ReduceMean", square, true, LongStream.range(axis, rank).toArray());
        String epsilon = parts.number(op.attributes().real("epsilon", 1e-5f));
        String shifted = parts.run("Add", List.of(mean, epsilon), Map.of());
        String factor = parts.run("Pow", List.of(shifted, parts.number(-0.5)), Map.of());
        String normal = parts.run("Mul", List.of(x, factor), Map.of());
        parts.yield("Mul", List.of(normal, op.inputName(1)), Map.of());
    }

    /** Features divided by their norm (ai.onnx.ml::Normalizer). */
    static void normalized(Operator op) {
        Composed parts = new Composed(op);
        String x = op.inputName(0);
        int rank = parts.dims(x).length;
        String type = switch (op.attributes().text("norm", "MAX")) {
            case "L1" -> "ReduceL1";
            case "L2" -> "ReduceL2";
            default -> throw op.unsupported("Normalizer by the maximum");
        };
        if (rank == 0) {
            throw parts.mismatch(x, "features");
        }
        parts.yield("Div", List.of(x, parts.reduced(type, x, true, rank - 1)), Map.of());
    }

    /** The product of a signal's values along one axis. */
    static void reducedProduct(Operator op) {
        if (op.input(0) instanceof Constant) {
            FoldingOperators.reduction(op);
            return;
        }
        Composed parts = new Composed(op);
        int[] dims = parts.dims(op.inputName(0));
        boolean[] reduced = PoolOperators.reducedAxes(op, dims.length);
        int axis = -1;
        int factors = 1;
        for (int i = 0; i < dims.length; i++) {
            axis = reduced[i] && dims[i] > 1 ? i : axis;
            factors *= reduced[i] ? dims[i] : 1;
        }
        if (axis >= 0 && factors != dims[axis] || factors > MOST_FACTORS) {
            throw op.unsupported("ReduceProd of %d values".formatted(factors));
        }
        String product = axis < 0 ? op.inputName(0) : parts.slice(op.inputName(0), axis, 0, 1);
        for (int i = 1; i < factors; i++) {
            product = parts.run("Mul", List.of(product, parts.slice(op.inputName(0), axis, i, 1)), Map.of());
        }
        parts.yield(parts.reshaped(
                product, PoolOperators.resultDims(dims, reduced, op.attributes().flag("keepdims", true))));
    }
}
