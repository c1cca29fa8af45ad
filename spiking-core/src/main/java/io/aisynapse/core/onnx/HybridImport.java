package io.aisynapse.core.onnx;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnGraph.ModelInput;
import io.aisynapse.core.ann.AnnGraph.ModelOutput;
import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnNode;
import io.aisynapse.core.ann.Tail;
import io.aisynapse.core.ann.pass.LiveNodes;
import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.onnx.GraphImport.Imported;
import io.aisynapse.core.onnx.check.Findings;
import io.aisynapse.core.onnx.hybrid.Known;
import io.aisynapse.core.onnx.hybrid.Remainder;
import io.aisynapse.core.onnx.hybrid.Remainder.Entry;
import io.aisynapse.core.onnx.hybrid.Split;
import io.aisynapse.core.onnx.proto.OnnxModel;
import io.aisynapse.core.onnx.rule.ImportState;
import io.aisynapse.core.onnx.value.ConstTensor;
import io.aisynapse.core.onnx.value.Value.Answer;
import io.aisynapse.core.onnx.value.Value.Constant;
import io.aisynapse.core.onnx.value.Value.Signal;
import io.aisynapse.core.onnx.value.Value.Texts;
import io.aisynapse.core.onnx.value.Value.Unknown;
import io.aisynapse.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** Makes a hybrid of a model some of whose operators were not taken. */
final class HybridImport {
    private static final String MENDABLE = "unsupported-op";

    private final OnnxModel model;
    private final ImportState state;
    private final Findings findings;

    /** @param findings why operators were not taken */
    HybridImport(OnnxModel model, ImportState state, Findings findings) {
        this.model = model;
        this.state = state;
        this.findings = findings;
    }

    /** Whether operators without a rule are all that is wrong. */
    static boolean mayBe(List<Finding> findings) {
        return !findings.isEmpty()
                && findings.stream().allMatch(finding -> finding.code().equals(MENDABLE));
    }

    /** @throws io.aisynapse.core.finding.RejectedModelException when the rest may not run, or nothing spikes before */
    Imported split(List<Integer> order, List<ModelInput> inputs) {
        Findings forbidden = new Findings();
        if (state.fixedBatch() > 1) {
            forbidden.add(new Finding(
                    "bad-dimension",
                    "model",
                    "a batch of " + state.fixedBatch() + " in a model that becomes spikes only in part",
                    "a free batch axis, or 1",
                    "Export the model with a free batch axis."));
        }
        Split split = Split.of(model, order, this::known, findings.list(), forbidden);
        forbidden.list().forEach(findings::add);
        AnnGraph prefix = split == null ? null : prefix(split, inputs);
        if (split == null || prefix == null || !hasWeights(prefix)) {
            findings.add(new Finding(
                    "nothing-spikes",
                    "model",
                    "no layer with weights that could spike before the operators that cannot",
                    "a convolution or dense layer before them",
                    "Replace the operators named here, or convert a model that begins with layers that can spike."));
            findings.throwIfAny();
            throw new IllegalStateException("there is a finding");
        }
        return new Imported(prefix, split.remainder());
    }

    private Known known(String tensor) {
        return switch (state.value(tensor)) {
            case Signal signal -> new Known.Computed(signal.node(), signal.dims());
            case Constant constant -> folded(constant.tensor());
            case Texts texts -> new Known.Folded(null);
            case Answer answer -> new Known.Open();
            case Unknown unknown -> new Known.Open();
        };
    }

    private static Known folded(ConstTensor tensor) {
        boolean small = !tensor.isReal() && tensor.dims().length <= 1;
        return new Known.Folded(small ? tensor.integers() : null);
    }

    /**
     * All values that cross, one after another. A linear layer that crosses alone stays the last one, since its
     * membranes can be read as they are.
     */
    private AnnGraph prefix(Split split, List<ModelInput> inputs) {
        int last = split.cut().getFirst();
        if (split.cut().size() > 1 || !isLinear(state.nodes().get(last).layer())) {
            int size = split.remainder().readoutSize();
            last = state.add(new AnnNode("cut", "", new AnnLayer.Concat(), split.cut(), Shape.vector(size)));
        }
        return LiveNodes.only(
                new AnnGraph(
                        inputs, state.nodes(), tail(split.remainder()), crossing(split.remainder()), state.spreads()),
                last);
    }

    private static List<ModelOutput> crossing(Remainder remainder) {
        List<ModelOutput> outputs = new ArrayList<>();
        int from = 0;
        for (Entry entry : remainder.inputs()) {
            if (entry.spiking()) {
                List<Integer> dims = entry.dimensions();
                List<Integer> sample = dims.isEmpty() ? dims : dims.subList(1, dims.size());
                outputs.add(new ModelOutput(entry.tensor(), from, entry.size(), sample));
                from += entry.size();
            }
        }
        return outputs;
    }

    private static Tail tail(Remainder remainder) {
        List<Integer> dims = remainder.outputs().getFirst().dimensions();
        boolean single = dims != null && dims.stream().allMatch(size -> size == 1);
        return new Tail(false, List.of(), !single);
    }

    private static boolean isLinear(AnnLayer layer) {
        return layer instanceof AnnLayer.Dense
                || layer instanceof AnnLayer.Conv
                || layer instanceof AnnLayer.ChannelAffine;
    }

    private static boolean hasWeights(AnnGraph graph) {
        return graph.nodes().stream()
                .map(AnnNode::layer)
                .anyMatch(layer -> layer instanceof AnnLayer.Dense || layer instanceof AnnLayer.Conv);
    }
}
