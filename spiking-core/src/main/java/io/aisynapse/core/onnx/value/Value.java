package io.aisynapse.core.onnx.value;

import java.util.List;

/** What a tensor name stands for while a graph is imported. Dimensions include the batch axis, which is 1. */
public sealed interface Value {
    /** Known before the network runs. */
    record Constant(ConstTensor tensor) implements Value {}

    /** Texts known before the network runs: class labels. */
    record Texts(List<String> texts) implements Value {}

    /** Computed by a node, whose flat values it holds. */
    record Signal(int node, int[] dims) implements Value {}

    /**
     * Behind the logits.
     *
     * @param node that yields the logits
     * @param softmax whether the values are the softmax of the logits
     * @param label whether it is a class, not a value for each class
     * @param labels the classes' own labels, empty when a class is its index
     */
    record Answer(int node, int[] dims, boolean softmax, boolean label, List<String> labels) implements Value {}

    /** Yielded by an operator that was refused; whatever reads it is not looked at further. */
    record Unknown() implements Value {}
}
