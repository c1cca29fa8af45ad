package io.aisynapse.core.onnx.rule;

import io.aisynapse.core.onnx.proto.OnnxModel.Attribute;
import io.aisynapse.core.onnx.value.ConstTensor;
import io.aisynapse.core.onnx.value.Value.Constant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Attention in one operator: {@code softmax(scale · Q · Kᵀ + mask) · V}, head by head. */
final class AttentionOperators {
    /** What ONNX Runtime adds where a mask forbids; far below any score. */
    private static final float FORBIDDEN = -1e4f;

    private static final int MATRIX_AXES = 4;

    private static final int MASK = 3;

    private AttentionOperators() {}

    /** Queries, keys and values with heads on an axis of their own. */
    private record Heads(String queries, String keys, String values) {}

    /** Of the default domain: Q, K, V and a mask, with heads on an axis of their own or packed into the last. */
    static void standard(Operator op) {
        requireAbsent(op, 4, "a cache of keys and values");
        requireNoFurtherOutputs(op);
        if (op.attributes().real("softcap", 0) != 0 || op.attributes().integer("qk_matmul_output_mode", 0, 0, 3) != 0) {
            throw op.unsupported("Attention with a soft cap");
        }
        Composed parts = new Composed(op);
        int heads = (int) op.attributes().integer("q_num_heads", 0, 0, 1 << 16);
        int groups = (int) op.attributes().integer("kv_num_heads", heads, 0, 1 << 16);
        boolean packed = parts.dims(op.inputName(0)).length == MATRIX_AXES - 1;
        String q = packed ? headed(op, parts, op.inputName(0), heads) : op.inputName(0);
        String k = packed ? headed(op, parts, op.inputName(1), groups) : op.inputName(1);
        String v = packed ? headed(op, parts, op.inputName(2), groups) : op.inputName(2);
        int[] dims = parts.dims(q);
        if (dims.length != MATRIX_AXES || parts.dims(k).length != MATRIX_AXES || dims[1] != parts.dims(k)[1]) {
            throw op.unsupported("Attention with other heads for keys than for queries");
        }
        double scale = op.attributes().real("scale", (float) (1 / Math.sqrt(dims[3])));
        String mask = mask(op, parts, dims[2], parts.dims(k)[2], op.attributes().flag("is_causal", false));
        finish(parts, core(parts, new Heads(q, k, v), scale, mask), packed);
    }

    /** com.microsoft: one matrix makes queries, keys and values of the input. */
    static void packed(Operator op) {
        requireAbsent(op, 3, "a mask of lengths");
        requireAbsent(op, 4, "a cache of keys and values");
        requireAbsent(op, 5, "an added bias of scores");
        requireNoFurtherOutputs(op);
        if (op.attributes().longs("qkv_hidden_sizes") != null || op.attributes().flag("do_rotary", false)) {
            throw op.unsupported("Attention with sizes of its own");
        }
        Composed parts = new Composed(op);
        String all = parts.run("MatMul", List.of(op.inputName(0), op.inputName(1)), Map.of());
        if (op.hasInput(2)) {
            all = parts.run("Add", List.of(all, op.inputName(2)), Map.of());
        }
        int[] dims = parts.dims(all);
        int heads = (int) op.attributes().integer("num_heads", 1, 1, 1 << 16);
        int width = dims[dims.length - 1] / 3;
        String[] qkv = new String[3];
        for (int i = 0; i < 3; i++) {
            qkv[i] = headed(op, parts, parts.slice(all, dims.length - 1, i * width, width), heads);
        }
        scored(op, parts, qkv, heads);
    }

    /** com.microsoft: queries, keys, values, and one bias for all three. */
    static void multiHead(Operator op) {
        for (int input = 4; input < 8; input++) {
            requireAbsent(op, input, "a mask or a cache");
        }
        requireNoFurtherOutputs(op);
        Composed parts = new Composed(op);
        int heads = (int) op.attributes().integer("num_heads", 1, 1, 1 << 16);
        String[] qkv = new String[3];
        int from = 0;
        for (int i = 0; i < 3; i++) {
            String tensor = op.inputName(i);
            int[] dims = parts.dims(tensor);
            int width = dims[dims.length - 1];
            if (op.hasInput(3)) {
                String bias = parts.slice(op.inputName(3), 0, from, width);
                tensor = parts.run("Add", List.of(tensor, bias), Map.of());
            }
            from += width;
            qkv[i] = headed(op, parts, tensor, heads);
        }
        scored(op, parts, qkv, heads);
    }

    private static void scored(Operator op, Composed parts, String[] qkv, int heads) {
        int[] dims = parts.dims(qkv[0]);
        double given = op.attributes().real("scale", 0);
        double scale = given == 0 ? 1 / Math.sqrt(dims[3]) : given;
        boolean causal = op.attributes().flag("unidirectional", false);
        String mask = causal ? causal(op, parts, dims[2], parts.dims(qkv[1])[2]) : "";
        finish(parts, core(parts, new Heads(qkv[0], qkv[1], qkv[2]), scale, mask), heads > 0);
    }

    private static void requireAbsent(Operator op, int input, String what) {
        if (op.hasInput(input)) {
            throw op.unsupported("%s with %s".formatted(op.type(), what));
        }
    }

    private static void requireNoFurtherOutputs(Operator op) {
        for (int output = 1; output < op.outputCount(); output++) {
            if (op.hasOutput(output)) {
                throw op.unsupported(op.type() + " with a second output");
            }
        }
    }

    /** {@code [1, rows, heads · width]} as {@code [1, heads, rows, width]}. */
    private static String headed(Operator op, Composed parts, String tensor, int heads) {
        int[] dims = parts.dims(tensor);
        if (dims.length != MATRIX_AXES - 1 || heads < 1 || dims[2] % heads != 0) {
            throw op.unsupported("%s of %s with %d heads".formatted(op.type(), Arrays.toString(dims), heads));
        }
        return parts.transposed(parts.reshaped(tensor, dims[0], dims[1], heads, dims[2] / heads), 0, 2, 1, 3);
    }

    private static String core(Composed parts, Heads heads, double scale, String mask) {
        String scores = parts.scaled(
                parts.run("MatMul", List.of(heads.queries(), parts.turned(heads.keys())), Map.of()), scale);
        if (!mask.isEmpty()) {
            scores = parts.run("Add", List.of(scores, mask), Map.of());
        }
        Attribute last = Attribute.ofInteger(MATRIX_AXES - 1);
        String weights = parts.run("Softmax", List.of(scores), Map.of("axis", last));
        return parts.run("MatMul", List.of(weights, heads.values()), Map.of());
    }

    private static void finish(Composed parts, String result, boolean packed) {
        if (!packed) {
            parts.yield(result);
            return;
        }
        String turned = parts.transposed(result, 0, 2, 1, 3);
        int[] dims = parts.dims(turned);
        parts.yield(parts.reshaped(turned, dims[0], dims[1], dims[2] * dims[3]));
    }

    /** What is added to the scores, or an empty name: a constant of numbers, or of what is allowed. */
    private static String mask(Operator op, Composed parts, int rows, int columns, boolean isCausal) {
        if (!op.hasInput(MASK)) {
            return isCausal ? causal(op, parts, rows, columns) : "";
        }
        if (isCausal || !(op.input(MASK) instanceof Constant constant)) {
            throw op.unsupported(op.type() + " with a computed mask");
        }
        ConstTensor given = constant.tensor();
        if (given.isReal()) {
            float[] values = ConstTensor.computed(given.size(), i -> Math.max(FORBIDDEN, given.at(i)));
            return parts.constant(ConstTensor.ofReals(given.dims(), values));
        }
        float[] values = ConstTensor.computed(given.size(), i -> given.at(i) != 0 ? 0 : FORBIDDEN);
        return parts.constant(ConstTensor.ofReals(given.dims(), values));
    }

    private static String causal(Operator op, Composed parts, int rows, int columns) {
        op.state().claimConstant(new int[] {rows, columns}, op.place());
        float[] values = ConstTensor.computed(rows * columns, i -> i % columns <= i / columns ? 0 : FORBIDDEN);
        return parts.constant(ConstTensor.ofReals(new int[] {rows, columns}, values));
    }
}
