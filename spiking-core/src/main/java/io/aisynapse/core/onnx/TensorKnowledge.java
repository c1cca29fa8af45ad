package io.aisynapse.core.onnx;

import io.aisynapse.core.onnx.hybrid.Known;
import io.aisynapse.core.onnx.rule.ImportState;
import io.aisynapse.core.onnx.value.ConstTensor;
import io.aisynapse.core.onnx.value.Value.Answer;
import io.aisynapse.core.onnx.value.Value.Constant;
import io.aisynapse.core.onnx.value.Value.Signal;
import io.aisynapse.core.onnx.value.Value.Texts;
import io.aisynapse.core.onnx.value.Value.Unknown;

/** Tells those who cut a graph what the importer made of each tensor. */
record TensorKnowledge(ImportState state) implements Known.Lookup {
    @Override
    public Known of(String tensor) {
        return switch (state.value(tensor)) {
            case Signal signal -> new Known.Computed(signal.node(), signal.dims());
            case Constant constant -> folded(constant.tensor());
            case Texts texts -> new Known.Folded(null, null);
            case Answer answer -> new Known.Answered(answer.dims());
            case Unknown unknown -> new Known.Open(state.refused(tensor));
        };
    }

    @Override
    public int batch() {
        return Math.max(1, state.fixedBatch());
    }

    private static Known folded(ConstTensor tensor) {
        boolean small = !tensor.isReal() && tensor.dims().length <= 1;
        return new Known.Folded(small ? tensor.integers() : null, tensor.dims());
    }
}
