package io.aisynapse.core.onnx.rule;

import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnLayer.ChannelAffine;
import io.aisynapse.core.ann.AnnLayer.Conv;
import io.aisynapse.core.ann.AnnLayer.Dense;
import io.aisynapse.core.ann.AnnLayer.LayerNorm;
import io.aisynapse.core.ann.AnnLayer.Product;
import io.aisynapse.core.onnx.value.Attributes;
import io.aisynapse.core.onnx.value.ConstTensor;
import io.aisynapse.core.onnx.value.Movement;
import io.aisynapse.core.onnx.value.Refusal;
import io.aisynapse.core.onnx.value.Value.Constant;
import io.aisynapse.core.onnx.value.Value.Signal;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.Window;
import io.aisynapse.core.tensor.Window.Extent;
import java.util.Arrays;
import java.util.List;

/**
 * Products of matrices: with a constant on either side they are a dense layer, or for several rows a convolution of
 * size 1; of two signals they are a layer of their own. Also the normalisations of rows.
 */
final class MatrixOperators {
    private static final Window POINT = new Window(new Extent(1, 1, 1, 0, 0), new Extent(1, 1, 1, 0, 0));

    private MatrixOperators() {}

    static void matMul(Operator op) {
        if (op.input(1) instanceof Constant right && matrixOf(right.tensor()).length == 2) {
            timesConstant(op, op.signal(0), right.tensor());
        } else if (op.input(0) instanceof Constant left && matrixOf(left.tensor()).length == 2) {
            constantTimes(op, left.tensor(), op.signal(1));
        } else {
            product(op, op.signalOrConstant(0), op.signalOrConstant(1));
        }
    }

    /** Rows and columns when all other axes are 1; a vector is one column. */
    private static int[] matrixOf(ConstTensor tensor) {
        int[] dims = tensor.dims();
        if (dims.length == 1) {
            return new int[] {dims[0], 1};
        }
        boolean flat = dims.length >= 2 && Operator.sizeOf(Arrays.copyOf(dims, dims.length - 2)) == 1;
        return flat ? Arrays.copyOfRange(dims, dims.length - 2, dims.length) : new int[0];
    }

    private static void timesConstant(Operator op, Signal input, ConstTensor weight) {
        int[] dims = input.dims();
        int[] matrix = matrixOf(weight);
        if (dims.length < 1 || dims[dims.length - 1] != matrix[0]) {
            throw mismatch(op, dims, weight.dims());
        }
        op.requireNotEmpty(weight.dims());
        int rank = Math.max(dims.length, weight.dims().length);
        int[] result = new int[weight.dims().length == 1 ? rank - 1 : rank];
        Arrays.fill(result, 1);
        System.arraycopy(dims, 0, result, rank - dims.length, dims.length - 1);
        if (weight.dims().length > 1) {
            result[rank - 1] = matrix[1];
        }
        rows(op, input, new Dense(matrix[0], matrix[1], weight.toReals().clone(), new float[matrix[1]]), result);
    }

    private static Refusal mismatch(Operator op, int[] left, int[] right) {
        return op.mismatch(
                "factors %s and %s".formatted(Arrays.toString(left), Arrays.toString(right)),
                "as many columns on the left as rows on the right");
    }

    /** Yields every row of the signal times the matrix: one row is a dense layer, several are a convolution. */
    static void rows(Operator op, Signal input, Dense dense, int[] result) {
        int count = Operator.sizeOf(input.dims()) / dense.inputCount();
        if (count == 1) {
            op.emit(dense, List.of(input.node()), result);
            return;
        }
        int[] rows = {count, dense.inputCount()};
        Shape columns = new Shape(dense.inputCount(), 1, count);
        int turned = op.movedPart(input.node(), transposed(rows), columns);
        Conv conv = new Conv(
                dense.inputCount(),
                dense.outputCount(),
                1,
                POINT,
                LinearOperators.rowMajor(dense.weight(), dense.outputCount(), dense.inputCount(), true),
                dense.bias());
        Shape shape = new Shape(dense.outputCount(), 1, count);
        int product = op.part(conv, List.of(turned), shape);
        Movement.Moved back = transposed(new int[] {dense.outputCount(), count});
        op.emit(new AnnLayer.IndexMap(back.source()), List.of(product), result);
    }

    private static Movement.Moved transposed(int[] matrix) {
        return Movement.combine(Movement.transpose(matrix, new int[] {1, 0}));
    }

    /** A constant matrix mixes the rows of the signal: a convolution of size 1 with the rows as channels. */
    private static void constantTimes(Operator op, ConstTensor weight, Signal input) {
        int[] dims = input.dims();
        int[] matrix = weight.dims().length == 1 ? new int[] {1, weight.size()} : matrixOf(weight);
        boolean one = dims.length >= 2 && Operator.sizeOf(Arrays.copyOf(dims, dims.length - 2)) == 1;
        if (!one || weight.dims().length == 1) {
            product(op, op.signalOrConstant(0), input);
            return;
        }
        int inner = dims[dims.length - 2];
        int columns = dims[dims.length - 1];
        if (inner != matrix[1]) {
            throw mismatch(op, weight.dims(), dims);
        }
        op.requireNotEmpty(weight.dims());
        int rank = Math.max(dims.length, weight.dims().length);
        int[] result = new int[rank];
        Arrays.fill(result, 1);
        result[rank - 2] = matrix[0];
        result[rank - 1] = columns;
        int node = op.state().shaped(input.node(), new Shape(inner, 1, columns), "");
        Conv conv = new Conv(inner, matrix[0], 1, POINT, weight.toReals().clone(), new float[matrix[0]]);
        op.emit(conv, List.of(node), result, new Shape(matrix[0], 1, columns));
    }

    /** The product of two signals, with the leading axes broadcast against each other. */
    private static void product(Operator op, Signal left, Signal right) {
        int[] a = left.dims().length == 1 ? new int[] {1, left.dims()[0]} : left.dims();
        int[] b = right.dims().length == 1 ? new int[] {right.dims()[0], 1} : right.dims();
        if (a.length < 2 || b.length < 2 || a[a.length - 1] != b[b.length - 2]) {
            throw mismatch(op, left.dims(), right.dims());
        }
        int inner = a[a.length - 1];
        int rows = a[a.length - 2];
        int columns = b[b.length - 1];
        int[] batch = FoldingOperators.broadcast(op, Arrays.copyOf(a, a.length - 2), Arrays.copyOf(b, b.length - 2));
        int leftNode = op.expanded(new Signal(left.node(), a), with(batch, rows, inner));
        int rightNode = op.expanded(new Signal(right.node(), b), with(batch, inner, columns));
        int[] result = with(batch, rows, columns);
        if (right.dims().length == 1) {
            result = Arrays.copyOf(result, result.length - 1);
        } else if (left.dims().length == 1) {
            result[result.length - 2] = columns;
            result = Arrays.copyOf(result, result.length - 1);
        }
        Product layer = new Product(Operator.sizeOf(batch), rows, inner, columns);
        op.emit(layer, List.of(leftNode, rightNode), result);
    }

    private static int[] with(int[] batch, int rows, int columns) {
        int[] dims = Arrays.copyOf(batch, batch.length + 2);
        dims[batch.length] = rows;
        dims[batch.length + 1] = columns;
        return dims;
    }

    /** {@code alpha · a · b + beta · c}; a may be several rows, and c anything that broadcasts. */
    static void gemm(Operator op) {
        Attributes attributes = op.attributes();
        boolean turned = attributes.flag("transA", false);
        int[] seen = op.signalOrConstant(0).dims();
        if (seen.length != 2) {
            throw op.mismatch("input " + Arrays.toString(seen), "a matrix");
        }
        if (!op.isConstant(1) || op.hasInput(2) && !op.isConstant(2)) {
            ComposedOperators.gemm(op);
            return;
        }
        ConstTensor weight = op.constant(1);
        boolean transposed = attributes.flag("transB", false);
        int[] dims = weight.dims();
        int inputCount = dims.length == 2 ? dims[transposed ? 1 : 0] : -1;
        if (dims.length != 2 || seen[turned ? 0 : 1] != inputCount) {
            throw op.mismatch(
                    "input %s and weight %s (transB %d)"
                            .formatted(Arrays.toString(seen), Arrays.toString(dims), transposed ? 1 : 0),
                    "input [1, n] and a weight with n rows");
        }
        op.requireNotEmpty(dims);
        int outputCount = dims[transposed ? 0 : 1];
        int rows = seen[turned ? 1 : 0];
        Signal input = op.signalOrConstant(0);
        int node =
                turned ? op.movedPart(input.node(), transposed(seen), Shape.vector(rows * inputCount)) : input.node();
        float[] values = LinearOperators.rowMajor(weight.toReals(), inputCount, outputCount, transposed);
        LinearOperators.scale(values, attributes.real("alpha", 1));
        float[] bias = op.hasInput(2) ? LinearOperators.gemmBias(op, outputCount) : new float[outputCount];
        LinearOperators.scale(bias, attributes.real("beta", 1));
        int[] result = {rows, outputCount};
        rows(
                op,
                new Signal(node, new int[] {rows, inputCount}),
                new Dense(inputCount, outputCount, values, bias),
                result);
    }

    /** Over all axes from the given one on: runs of neighbouring values. */
    static void layerNormalization(Operator op) {
        Signal input = op.signal(0);
        int[] dims = input.dims();
        int axis = op.axis(op.attributes().integer("axis", -1, -16, 15), dims.length);
        int[] normalised = Arrays.copyOfRange(dims, axis, dims.length);
        float[] gamma = parameter(op, 1, normalised, 1);
        float[] beta = parameter(op, 2, normalised, 0);
        LayerNorm layer = new LayerNorm(gamma, beta, epsilon(op));
        op.emit(layer, List.of(input.node()), dims);
    }

    private static float epsilon(Operator op) {
        float epsilon = op.attributes().real("epsilon", 1e-5f);
        if (!(epsilon >= 0)) {
            throw op.attributes().bad("epsilon", Float.toString(epsilon), "0 or more");
        }
        return epsilon;
    }

    /** The values of a parameter, broadcast to these dimensions. */
    private static float[] parameter(Operator op, int index, int[] dims, float absent) {
        float[] values = new float[Operator.sizeOf(dims)];
        Arrays.fill(values, absent);
        if (!op.hasInput(index)) {
            return values;
        }
        ConstTensor given = op.constant(index);
        if (!Arrays.equals(FoldingOperators.broadcast(op, given.dims(), dims), dims)) {
            throw op.mismatch("parameter " + Arrays.toString(given.dims()), Arrays.toString(dims));
        }
        int[] source = Movement.combine(Movement.expand(given.dims(), dims)).source();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) given.at(source[i]);
        }
        return values;
    }

    static void instanceNormalization(Operator op) {
        int[] dims = op.signal(0).dims();
        groups(op, dims.length < 2 ? 1 : dims[1]);
    }

    /** One scale and shift a group before opset 21, and a channel since. */
    static void groupNormalization(Operator op) {
        groups(op, (int) op.attributes().integer("num_groups", 1, 1, 1 << 20));
    }

    private static void groups(Operator op, int groups) {
        Signal input = op.signal(0);
        int[] dims = input.dims();
        if (dims.length < 3 || dims[0] != 1 || dims[1] % groups != 0) {
            throw op.mismatch("input %s in %d groups".formatted(Arrays.toString(dims), groups), "[1, channels, …]");
        }
        int channels = dims[1];
        int run = Operator.sizeOf(dims) / groups;
        float[] ones = new float[run];
        Arrays.fill(ones, 1);
        Shape shape = Spread.channels(dims, channels);
        int node = op.state().shaped(input.node(), shape, op.inputName(0));
        int norm = op.part(new LayerNorm(ones, new float[run], epsilon(op)), List.of(node), shape);
        op.emit(
                new ChannelAffine(perChannel(op, 1, channels, groups), perChannel(op, 2, channels, groups)),
                List.of(norm),
                dims,
                shape);
    }

    private static float[] perChannel(Operator op, int index, int channels, int groups) {
        ConstTensor given = op.constant(index);
        if (given.dims().length != 1 || given.size() != channels && given.size() != groups) {
            throw op.mismatch("parameter " + Arrays.toString(given.dims()), "[" + channels + "]");
        }
        int share = channels / given.size();
        return ConstTensor.computed(channels, channel -> given.at(channel / share));
    }
}
