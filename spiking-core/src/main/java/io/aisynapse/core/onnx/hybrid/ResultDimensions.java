package io.aisynapse.core.onnx.hybrid;

import io.aisynapse.core.onnx.hybrid.Known.Folded;
import io.aisynapse.core.onnx.hybrid.Known.Open;
import io.aisynapse.core.onnx.proto.OnnxModel.Attribute;
import io.aisynapse.core.onnx.proto.OnnxModel.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Dimensions of what operators yield that do not become layers, by the ONNX operator reference (opset 7 to 26). Only
 * what is certain: where nothing is said, nothing can stand behind the operator as spikes.
 */
final class ResultDimensions {
    private static final int MOST_AXES = 16;

    /** Operators whose first result has the dimensions of their first input. */
    private static final Set<String> LIKE_FIRST_INPUT = StandardOperators.words("""
            Abs Acos Acosh Asin Asinh Atan Atanh BatchNormalization Cast Ceil Celu Clip Cos Cosh CumSum Dropout Elu Erf
            Exp Floor Gelu GroupNormalization HardSigmoid HardSwish Hardmax Identity InstanceNormalization LRN
            LayerNormalization LeakyRelu Log LogSoftmax LpNormalization MeanVarianceNormalization Mish Neg
            RMSNormalization Reciprocal Relu ReverseSequence RotaryEmbedding Round ScatterElements ScatterND Selu Shrink
            Sigmoid Sign Sin Sinh Softmax Softplus Softsign Sqrt Swish Tan Tanh TensorScatter ThresholdedRelu Trilu
            """);

    /** Operators that work value by value on inputs spread to common dimensions. */
    private static final Set<String> SPREADING =
            StandardOperators.words("Add Sub Mul Div Pow Mod PRelu Max Min Mean Sum Where");

    private static final Set<String> RECURRENT = Set.of("LSTM", "GRU", "RNN", "com.microsoft::DynamicQuantizeLSTM");

    private final Node node;
    private final Known.Lookup known;

    private ResultDimensions(Node node, Known.Lookup known) {
        this.node = node;
        this.known = known;
    }

    /** By the names of the results, as far as known; with the batch axis, which is 1. */
    static Map<String, int[]> of(Node node, Known.Lookup known) {
        Map<String, int[]> dims = new HashMap<>();
        for (int i = 0; i < node.outputs().size(); i++) {
            String output = node.outputs().get(i);
            int[] told = known.of(output) instanceof Open open ? open.dims() : null;
            int[] found = told == null ? new ResultDimensions(node, known).result(i) : told;
            if (!output.isEmpty() && found != null) {
                dims.put(output, found);
            }
        }
        return dims;
    }

    private int @Nullable [] result(int output) {
        String operator = node.qualifiedOp();
        if (RECURRENT.contains(operator)) {
            return recurrent(output);
        }
        if (output > 0) {
            return operator.equals("TopK") ? result(0) : null;
        }
        if (LIKE_FIRST_INPUT.contains(operator)) {
            return input(0);
        }
        if (SPREADING.contains(operator)) {
            return spread();
        }
        if (operator.startsWith("Reduce")) {
            return reduced();
        }
        return switch (operator) {
            case "Gather" -> gathered();
            case "MatMul" -> product();
            case "TopK" -> largest();
            default -> null;
        };
    }

    private int @Nullable [] input(int place) {
        String tensor = place < node.inputs().size() ? node.inputs().get(place) : "";
        return tensor.isEmpty() ? null : known.of(tensor).dimensions();
    }

    private long integer(String name, long absent) {
        Attribute attribute = node.attributes().get(name);
        return attribute == null ? absent : attribute.integer();
    }

    /** X is [steps, batch, values], or [batch, steps, values] in layout 1; then so are the results. */
    private int @Nullable [] recurrent(int output) {
        int[] sequence = input(0);
        int[] weight = input(2);
        if (sequence == null || sequence.length != 3 || weight == null || weight.length != 3) {
            return null;
        }
        int directions = weight[0];
        int hidden = Math.toIntExact(integer("hidden_size", weight[2]));
        boolean batchFirst = integer("layout", 0) == 1;
        if (output == 0) {
            return batchFirst
                    ? new int[] {sequence[0], sequence[1], directions, hidden}
                    : new int[] {sequence[0], directions, sequence[1], hidden};
        }
        return batchFirst ? new int[] {sequence[0], directions, hidden} : new int[] {directions, sequence[1], hidden};
    }

    /** The axis gives way to the dimensions of the indices. */
    private int @Nullable [] gathered() {
        int[] data = input(0);
        int[] indices = input(1);
        if (data == null || indices == null || data.length + indices.length > MOST_AXES) {
            return null;
        }
        int axis = place(integer("axis", 0), data.length);
        if (axis < 0) {
            return null;
        }
        int[] dims = new int[data.length - 1 + indices.length];
        System.arraycopy(data, 0, dims, 0, axis);
        System.arraycopy(indices, 0, dims, axis, indices.length);
        System.arraycopy(data, axis + 1, dims, axis + indices.length, data.length - axis - 1);
        return dims;
    }

    /** Axes count from the back; one of size 1 is repeated. */
    private int @Nullable [] spread() {
        int[] dims = {};
        for (int i = 0; i < node.inputs().size(); i++) {
            int[] next = input(i);
            dims = next == null ? null : spread(dims, next);
            if (dims == null) {
                return null;
            }
        }
        return dims;
    }

    private static int @Nullable [] spread(int[] a, int[] b) {
        int[] dims = new int[Math.max(a.length, b.length)];
        for (int back = 1; back <= dims.length; back++) {
            int left = back <= a.length ? a[a.length - back] : 1;
            int right = back <= b.length ? b[b.length - back] : 1;
            if (left != right && left != 1 && right != 1) {
                return null;
            }
            dims[dims.length - back] = left == 1 ? right : left;
        }
        return dims;
    }

    private int @Nullable [] product() {
        int[] left = input(0);
        int[] right = input(1);
        if (left == null || right == null || left.length < 2 || right.length < 2) {
            return null;
        }
        int[] stack = spread(Arrays.copyOf(left, left.length - 2), Arrays.copyOf(right, right.length - 2));
        if (stack == null || left[left.length - 1] != right[right.length - 2]) {
            return null;
        }
        int[] dims = Arrays.copyOf(stack, stack.length + 2);
        dims[stack.length] = left[left.length - 2];
        dims[stack.length + 1] = right[right.length - 1];
        return dims;
    }

    /** Axes are an attribute, since opset 18 an input; without any all are reduced. */
    private int @Nullable [] reduced() {
        int[] data = input(0);
        long[] axes = axes();
        if (data == null || axes == null) {
            return null;
        }
        Set<Integer> gone = new HashSet<>();
        for (long axis : axes) {
            gone.add(place(axis, data.length));
        }
        boolean keeps = integer("keepdims", 1) != 0;
        List<Integer> dims = new ArrayList<>();
        for (int axis = 0; axis < data.length; axis++) {
            boolean isGone = axes.length == 0 || gone.contains(axis);
            if (!isGone || keeps) {
                dims.add(isGone ? 1 : data[axis]);
            }
        }
        return gone.contains(-1) || axes.length == 0 && integer("noop_with_empty_axes", 0) != 0
                ? null
                : dims.stream().mapToInt(Integer::intValue).toArray();
    }

    private long @Nullable [] axes() {
        Attribute attribute = node.attributes().get("axes");
        if (attribute != null) {
            return attribute.integers();
        }
        boolean absent = node.inputs().size() < 2 || node.inputs().get(1).isEmpty();
        return absent ? new long[0] : integers(1);
    }

    private int @Nullable [] largest() {
        int[] data = input(0);
        long[] count = integers(1);
        int axis = data == null ? -1 : place(integer("axis", -1), data.length);
        if (data == null || axis < 0 || count == null || count.length != 1 || count[0] < 1 || count[0] > data[axis]) {
            return null;
        }
        int[] dims = data.clone();
        dims[axis] = (int) count[0];
        return dims;
    }

    private long @Nullable [] integers(int place) {
        return place < node.inputs().size() && known.of(node.inputs().get(place)) instanceof Folded folded
                ? folded.integers()
                : null;
    }

    /** An axis counted from the front, or −1 when there is none such. */
    private static int place(long axis, int rank) {
        long place = axis < 0 ? axis + rank : axis;
        return place < 0 || place >= rank ? -1 : (int) place;
    }
}
