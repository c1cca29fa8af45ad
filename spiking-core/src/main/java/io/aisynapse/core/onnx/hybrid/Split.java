package io.aisynapse.core.onnx.hybrid;

import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.onnx.check.Findings;
import io.aisynapse.core.onnx.hybrid.Known.Computed;
import io.aisynapse.core.onnx.hybrid.Remainder.Part;
import io.aisynapse.core.onnx.proto.OnnxModel;
import io.aisynapse.core.onnx.proto.OnnxModel.Graph;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A hybrid model.
 *
 * @param remainder for ONNX Runtime
 * @param cut layers whose values cross, in the order of the remainder's inputs
 */
public record Split(Remainder remainder, List<Integer> cut) {
    /**
     * Cuts a graph of which the importer took a part.
     *
     * @param order of the graph's nodes, producers first
     * @param reasons why operators were not taken
     * @param findings where it is said what must not run in ONNX Runtime
     * @return null when something was found, or nothing at all crosses
     */
    public static @Nullable Split of(
            OnnxModel model, List<Integer> order, Known.Lookup known, List<Finding> reasons, Findings findings) {
        Graph graph = Objects.requireNonNull(model.graph());
        GraphIndex index = new GraphIndex(graph, order);
        ElementTypes types = new ElementTypes(index);
        Cut cut = new Partition(index, known, types).cut(AnswerTensors.of(index));
        new RemainderRules(index, known, findings).check(cut.nodes(), cut.initializers());
        checkBatch(cut, known.batch(), findings);
        if (!findings.isEmpty() || cut.crossing().isEmpty() || cut.outputs().isEmpty()) {
            return null;
        }
        RemainderModel written = new RemainderModel(model, index, types, known.batch());
        List<Part> parts =
                cut.nodes().stream().map(node -> Part.of(index, node)).toList();
        Remainder remainder = new Remainder(
                known.batch(), written.write(cut), written.entries(cut), written.exits(cut), parts, reasons);
        List<Integer> nodes =
                cut.crossing().values().stream().map(Computed::node).toList();
        return new Split(remainder, nodes);
    }

    /** Places of further samples are filled up along the first axis. */
    private static void checkBatch(Cut cut, int batch, Findings findings) {
        cut.crossing().forEach((tensor, value) -> {
            int[] dims = value.dims();
            if (batch > 1 && (dims.length == 0 || dims[0] != 1)) {
                findings.add(new Finding(
                        "bad-dimension",
                        "tensor " + tensor,
                        "a fixed batch of %d that is not the first axis where spikes end".formatted(batch),
                        "a free batch axis, or the batch first",
                        "Export the model with a free batch axis."));
            }
        });
    }
}
