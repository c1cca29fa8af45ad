package io.aisynapse.core.onnx.rule;

import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.onnx.value.ConstTensor;
import io.aisynapse.core.onnx.value.Movement;
import io.aisynapse.core.onnx.value.Value.Answer;
import io.aisynapse.core.onnx.value.Value.Constant;
import io.aisynapse.core.onnx.value.Value.Signal;
import io.aisynapse.core.onnx.value.Value.Texts;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.UnaryFunction;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What may follow the logits: Softmax, LogSoftmax, ArgMax, and the label look-up of scikit-learn models. */
final class TailOperators {
    private TailOperators() {}

    /** At the end of a network over its classes, else a layer; before opset 13 over all axes from the given one on. */
    static void softmax(Operator op) {
        Signal input = op.signal(0);
        int[] dims = input.dims();
        boolean coerced = op.opset() < 13;
        int axis = op.axis(op.attributes().integer("axis", coerced ? 1 : -1, -16, 15), dims.length);
        int size = coerced ? Operator.sizeOf(Arrays.copyOfRange(dims, axis, dims.length)) : dims[axis];
        boolean plain = op.type().equals("Softmax");
        if (size == Operator.sizeOf(dims)) {
            op.result(new Answer(input.node(), dims, plain, false, List.of()));
            return;
        }
        boolean moves = !coerced && Operator.sizeOf(Arrays.copyOfRange(dims, axis + 1, dims.length)) != 1;
        Shape vector = Shape.vector(Operator.sizeOf(dims));
        int[] behind = moves ? axisLast(dims.length, axis) : Movement.steps(dims.length, 0, 1);
        int node = op.movedPart(input.node(), Movement.combine(Movement.transpose(dims, behind)), vector);
        AnnLayer log = new AnnLayer.Activation(UnaryFunction.of(UnaryFunction.Kind.LOG));
        AnnLayer softmax = new AnnLayer.Softmax(size);
        if (!moves && plain) {
            op.emit(softmax, List.of(node), dims);
            return;
        }
        node = op.part(softmax, List.of(node), vector);
        if (!moves) {
            op.emit(log, List.of(node), dims, vector);
            return;
        }
        node = plain ? node : op.part(log, List.of(node), vector);
        int[] turned = Arrays.stream(behind).map(from -> dims[from]).toArray();
        Movement.Moved back = Movement.combine(Movement.transpose(turned, inverse(behind)));
        op.emit(new AnnLayer.IndexMap(back.source()), List.of(node), dims);
    }

    private static int[] axisLast(int rank, int axis) {
        int[] permutation = new int[rank];
        for (int i = 0; i < rank; i++) {
            permutation[i] = i < axis ? i : i + 1;
        }
        permutation[rank - 1] = axis;
        return permutation;
    }

    private static int[] inverse(int[] permutation) {
        int[] inverse = new int[permutation.length];
        for (int i = 0; i < inverse.length; i++) {
            inverse[permutation[i]] = i;
        }
        return inverse;
    }

    static void argMax(Operator op) {
        int[] dims = ViewOperators.dimsOf(op);
        requireClassAxis(op, dims, 0, false);
        int axis = classAxis(dims);
        boolean keeps = op.attributes().flag("keepdims", true);
        int[] result = keeps
                ? dims.clone()
                : IntStream.range(0, dims.length)
                        .filter(i -> i != axis)
                        .map(i -> dims[i])
                        .toArray();
        if (keeps) {
            result[axis] = 1;
        }
        switch (op.input(0)) {
            case Signal signal -> op.result(new Answer(signal.node(), result, false, true, List.of()));
            case Answer answer
            when !answer.label() -> op.result(new Answer(answer.node(), result, answer.softmax(), true, List.of()));
            default -> throw op.unsupported("ArgMax of " + op.inputName(0));
        }
    }

    /** The only axis that is not 1, or the last one. */
    private static int classAxis(int[] dims) {
        int found = dims.length - 1;
        for (int axis = 0; axis < dims.length; axis++) {
            if (dims[axis] != 1) {
                found = axis;
            }
        }
        return found;
    }

    /** Classes lie along one axis; in the middle of a network, as in attention, there are more. */
    private static void requireClassAxis(Operator op, int[] dims, int absent, boolean coerced) {
        int classes = Arrays.stream(dims).max().orElse(1);
        if (dims.length == 0 || Operator.sizeOf(dims) != classes) {
            throw op.unsupported("%s over a tensor %s".formatted(op.type(), Arrays.toString(dims)));
        }
        int axis = op.axis(op.attributes().integer("axis", absent, -16, 15), dims.length);
        int wanted = classAxis(dims);
        if (coerced ? axis > wanted : axis != wanted && classes > 1) {
            throw op.attributes().bad("axis", Integer.toString(axis), Integer.toString(wanted));
        }
    }

    /** ArrayFeatureExtractor(classes, class): the class' own label. */
    static void labels(Operator op) {
        if (!(op.input(1) instanceof Answer answer) || !answer.label()) {
            throw op.unsupported("ArrayFeatureExtractor of anything but class labels");
        }
        List<String> labels = switch (op.input(0)) {
            case Texts texts -> texts.texts();
            case Constant constant when constant.tensor().size() <= 1 << 16 -> texts(constant.tensor());
            default -> throw op.unsupported("ArrayFeatureExtractor of a computed tensor");
        };
        op.result(new Answer(answer.node(), answer.dims(), answer.softmax(), true, labels));
    }

    private static List<String> texts(ConstTensor tensor) {
        return IntStream.range(0, tensor.size())
                .mapToObj(
                        i -> tensor.isReal() ? Float.toString(tensor.reals()[i]) : Long.toString(tensor.integers()[i]))
                .toList();
    }
}
