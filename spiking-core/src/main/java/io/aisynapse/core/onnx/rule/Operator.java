package io.aisynapse.core.onnx.rule;

import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnNode;
import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.onnx.proto.OnnxModel.Node;
import io.aisynapse.core.onnx.value.Attributes;
import io.aisynapse.core.onnx.value.ConstTensor;
import io.aisynapse.core.onnx.value.Movement;
import io.aisynapse.core.onnx.value.Refusal;
import io.aisynapse.core.onnx.value.Value;
import io.aisynapse.core.onnx.value.Value.Constant;
import io.aisynapse.core.onnx.value.Value.Signal;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.UnaryFunction;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One ONNX node while it is imported: access to its inputs and attributes, and ways to yield its outputs. */
final class Operator {
    private final ImportState state;
    private final Node node;
    private final String name;
    private final Attributes attributes;

    Operator(ImportState state, Node node, String name) {
        this.state = state;
        this.node = node;
        this.name = name;
        this.attributes = Attributes.of("node " + name, node);
    }

    ImportState state() {
        return state;
    }

    String type() {
        return node.opType();
    }

    String qualifiedType() {
        return node.qualifiedOp();
    }

    String place() {
        return attributes.place();
    }

    Attributes attributes() {
        return attributes;
    }

    long opset() {
        return state.opset();
    }

    int inputCount() {
        return node.inputs().size();
    }

    int outputCount() {
        return node.outputs().size();
    }

    boolean hasInput(int index) {
        return index < node.inputs().size() && !node.inputs().get(index).isEmpty();
    }

    boolean hasOutput(int index) {
        return index < node.outputs().size() && !node.outputs().get(index).isEmpty();
    }

    String inputName(int index) {
        if (!hasInput(index)) {
            throw refuse("bad-attribute", "no input " + index, "an input " + index, "The operator misses an input.");
        }
        return node.inputs().get(index);
    }

    String name() {
        return name;
    }

    String outputName(int index) {
        return node.outputs().get(index);
    }

    /** In which form the input stands in the file, or null for values as its node holds them. */
    @Nullable
    Stored stored(int index) {
        return hasInput(index) ? state.stored(node.inputs().get(index)) : null;
    }

    /** Says in which form a result stands in the file; what its node holds is no tensor of the file then. */
    void resultStored(int output, Stored form) {
        String tensor = node.outputs().get(output);
        state.store(tensor, form);
        if (state.value(tensor) instanceof Signal signal
                && state.nodes().get(signal.node()).tensor().equals(tensor)) {
            state.rename(signal.node(), "");
        }
    }

    Value input(int index) {
        return state.value(inputName(index));
    }

    /** What an output stands for, once it is defined. */
    Value output(int index) {
        return state.value(node.outputs().get(index));
    }

    boolean isConstant(int index) {
        return input(index) instanceof Constant;
    }

    ConstTensor constant(int index) {
        if (input(index) instanceof Constant constant) {
            return constant.tensor();
        }
        throw unsupported("%s whose input %d ('%s') is not a constant".formatted(type(), index, inputName(index)));
    }

    Signal signal(int index) {
        return switch (input(index)) {
            case Signal signal -> signal;
            case Value.Answer answer
            when answer.label() -> throw unsupported("a class that is computed on by " + type());
            case Value.Answer answer -> softmaxOf(answer);
            case Constant constant ->
                throw unsupported("%s whose input %d ('%s') is a constant".formatted(type(), index, inputName(index)));
            case Value.Texts texts -> throw unsupported(type() + " of texts");
            case Value.Unknown unknown -> throw new IllegalStateException("unknown inputs are not looked at");
        };
    }

    /** The answer's values, computed in the network since they are not the end of it. */
    private Signal softmaxOf(Value.Answer answer) {
        Shape shape = Shape.vector(sizeOf(answer.dims()));
        int node = part(new AnnLayer.Softmax(shape.size()), List.of(answer.node()), shape);
        if (!answer.softmax()) {
            node = part(new AnnLayer.Activation(UnaryFunction.of(UnaryFunction.Kind.LOG)), List.of(node), shape);
        }
        return new Signal(node, answer.dims());
    }

    /** Adds a layer whose values no ONNX tensor holds, as a step towards a result; returns its node. */
    int part(AnnLayer layer, List<Integer> inputs, Shape shape) {
        requireFinite(layer);
        requireSpikes(layer, inputs);
        state.claimActivation(new int[] {shape.size()}, place());
        return state.add(new AnnNode(name + "/part", "", layer, inputs, shape));
    }

    /** The node's values at other places, as a step towards a result. */
    int movedPart(int input, Movement.Moved moved, Shape shape) {
        return moved.isIdentity(state.nodes().get(input).shape().size())
                ? state.shaped(input, shape, "")
                : part(new AnnLayer.IndexMap(moved.source()), List.of(input), shape);
    }

    /** The signal's node when it has these dimensions, or a copy of its values repeated to them. */
    int expanded(Signal signal, int[] dims) {
        if (sizeOf(signal.dims()) == sizeOf(dims)) {
            return signal.node();
        }
        state.requireRoom(dims, place());
        return movedPart(
                signal.node(), Movement.combine(Movement.expand(signal.dims(), dims)), ImportState.shapeOf(dims));
    }

    /** Any input as a signal: a constant becomes the shift of a layer that sees only zeros. */
    Signal signalOrConstant(int index) {
        if (!(input(index) instanceof Constant constant)) {
            return signal(index);
        }
        ConstTensor tensor = constant.tensor();
        requireNotEmpty(tensor.dims());
        Shape shape = Shape.vector(tensor.size());
        int zeros = part(new AnnLayer.IndexMap(Movement.steps(tensor.size(), -1, 0)), List.of(0), shape);
        float[] ones = new float[tensor.size()];
        Arrays.fill(ones, 1);
        AnnLayer shift = new AnnLayer.ChannelAffine(ones, tensor.toReals().clone());
        return new Signal(part(shift, List.of(zeros), shape), tensor.dims());
    }

    /** The node that holds the signal's values in the shape that its dimensions say. */
    int shaped(int index, Signal signal) {
        String tensor = stored(index) == null ? inputName(index) : "";
        return state.shaped(signal.node(), ImportState.shapeOf(signal.dims()), tensor);
    }

    /** Adds a layer that yields the first output, in the shape that the dimensions say. */
    void emit(AnnLayer layer, List<Integer> inputs, int[] dims) {
        emit(layer, inputs, dims, ImportState.shapeOf(dims));
    }

    void emit(AnnLayer layer, List<Integer> inputs, int[] dims, Shape shape) {
        requireFinite(layer);
        state.refuse(node.outputs().getFirst(), dims);
        requireSpikes(layer, inputs);
        state.claimActivation(dims, place());
        int index = state.add(new AnnNode(name, node.outputs().getFirst(), layer, inputs, shape));
        result(new Signal(index, dims));
    }

    private void requireSpikes(AnnLayer layer, List<Integer> inputs) {
        if (!state.spikes(layer, inputs)) {
            throw refuse(
                    "unsupported-op",
                    type() + " in this coding scheme",
                    "a coding scheme with function units, such as differential",
                    "Choose such a scheme, or replace the operator.");
        }
    }

    void requireFinite(AnnLayer layer) {
        float[][] weights = switch (layer) {
            case AnnLayer.Dense dense -> new float[][] {dense.weight(), dense.bias()};
            case AnnLayer.Conv conv -> new float[][] {conv.weight(), conv.bias()};
            case AnnLayer.ChannelAffine affine -> new float[][] {affine.scale(), affine.shift()};
            case AnnLayer.Input input -> new float[0][];
            case AnnLayer.Relu relu -> new float[0][];
            case AnnLayer.AveragePool pool -> new float[0][];
            case AnnLayer.MaxPool pool -> new float[0][];
            case AnnLayer.Add add -> new float[0][];
            case AnnLayer.Concat concat -> new float[0][];
            case AnnLayer.IndexMap map -> new float[0][];
            case AnnLayer.LeakyRelu leaky -> new float[][] {leaky.slope()};
            case AnnLayer.LayerNorm norm -> new float[][] {norm.gamma(), norm.beta()};
            case AnnLayer.Activation activation -> new float[0][];
            case AnnLayer.Quantise quantise -> new float[0][];
            case AnnLayer.Multiply multiply -> new float[0][];
            case AnnLayer.Product product -> new float[0][];
            case AnnLayer.Softmax softmax -> new float[0][];
        };
        for (float[] values : weights) {
            for (float value : values) {
                if (!Float.isFinite(value)) {
                    throw refuse(
                            "non-finite-weight",
                            "a weight that becomes " + value,
                            "finite numbers",
                            "Train again or correct the weight.");
                }
            }
        }
    }

    /**
     * A tensor inside of a branch: nothing compares it with the file's. Its name is new in the whole graph, as the
     * standard says.
     */
    void announceInner(String tensor) {
        if (!tensor.isEmpty() && !(state.value(tensor) instanceof Value.Unknown)) {
            throw unsupported("a branch that names '%s' again".formatted(tensor));
        }
        state.addInner(tensor);
    }

    /** Says what a tensor inside of a branch stands for. */
    void defineInner(String tensor, Value value) {
        announceInner(tensor);
        state.define(tensor, value);
    }

    void result(Value value) {
        result(0, value);
    }

    void result(int output, Value value) {
        state.define(node.outputs().get(output), value);
    }

    /** Yields a constant's values at other places, or a layer that moves a signal's values. */
    void resultMoved(int input, int[][] offsets) {
        resultMoved(input, offsets, 0);
    }

    /** As {@link #resultMoved(int, int[][])}, for one of several outputs. */
    void resultMoved(int input, int[][] offsets, int output) {
        int[] dims = new int[offsets.length];
        Arrays.setAll(dims, axis -> offsets[axis].length);
        if (input(input) instanceof Constant constant) {
            state.claimConstant(dims, place());
            result(output, new Constant(constant.tensor().gather(Movement.combine(offsets), 0)));
            return;
        }
        Signal signal = signal(input);
        requireNotEmpty(dims);
        state.claimActivation(dims, place());
        Movement.Moved moved = Movement.combine(offsets);
        if (moved.isIdentity(sizeOf(signal.dims()))) {
            result(output, new Signal(signal.node(), dims));
        } else {
            Shape shape = ImportState.shapeOf(dims);
            AnnLayer map = new AnnLayer.IndexMap(moved.source());
            String tensor = node.outputs().get(output);
            int index = state.add(new AnnNode(name, tensor, map, List.of(signal.node()), shape));
            result(output, new Signal(index, dims));
        }
    }

    void requireNotEmpty(int[] dims) {
        for (int dim : dims) {
            if (dim < 1) {
                throw mismatch("a result of dimensions " + Arrays.toString(dims), "at least one value");
            }
        }
    }

    static int sizeOf(int[] dims) {
        int size = 1;
        for (int dim : dims) {
            size *= dim;
        }
        return size;
    }

    /** An axis counted from the front; negative ones count from the back. */
    int axis(long axis, int rank) {
        if (axis < -rank || axis >= rank) {
            throw attributes.bad("axis", Long.toString(axis), -rank + " to " + (rank - 1));
        }
        return (int) (axis < 0 ? axis + rank : axis);
    }

    Refusal unsupported(String seen) {
        return refuse(
                "unsupported-op",
                seen,
                "one of the supported operators in a feed-forward network",
                "Replace the operator, or leave it out of the exported model.");
    }

    Refusal mismatch(String seen, String wanted) {
        return refuse("shape-mismatch", seen, wanted, "Correct the shapes and export the model again.");
    }

    Refusal refuse(String code, String seen, String wanted, String hint) {
        return new Refusal(new Finding(code, place(), seen, wanted, hint));
    }
}
