package io.aisynapse.core.onnx.hybrid;

import io.aisynapse.core.ann.AnnGraph.ModelInput;
import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.onnx.hybrid.Remainder.Exit;
import io.aisynapse.core.onnx.hybrid.Remainder.Part;
import java.util.List;
import java.util.Objects;

/**
 * The beginning of a hybrid model, which ONNX Runtime runs: what it yields is what the spiking part is fed with.
 *
 * @param model ONNX bytes that hold nothing but what the gate has looked at
 * @param inputs of the model, in the order in which a sample holds their values
 * @param outputs float32, one after another in what the spiking part is fed with; with all dimensions for one sample
 * @param nodes that it holds
 * @param reasons why these did not become spikes
 */
public record Preamble(
        byte[] model, List<ModelInput> inputs, List<Exit> outputs, List<Part> nodes, List<Finding> reasons) {
    public Preamble {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        nodes = List.copyOf(nodes);
        reasons = List.copyOf(reasons);
    }

    /** Values of one sample of the model. */
    public int sampleSize() {
        return inputs.stream().mapToInt(ModelInput::size).sum();
    }

    /** Values that the spiking part is fed with. */
    public int size() {
        return outputs.stream().mapToInt(Preamble::sizeOf).sum();
    }

    private static int sizeOf(Exit exit) {
        return Objects.requireNonNull(exit.dimensions()).stream().reduce(1, Math::multiplyExact);
    }
}
