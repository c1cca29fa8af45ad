package io.aisynapse.core.onnx;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnGraph.ModelInput;
import io.aisynapse.core.ann.AnnGraph.ModelOutput;
import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnNode;
import io.aisynapse.core.ann.Operations;
import io.aisynapse.core.ann.Tail;
import io.aisynapse.core.ann.pass.LiveNodes;
import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.core.onnx.GraphImport.Imported;
import io.aisynapse.core.onnx.check.Findings;
import io.aisynapse.core.onnx.hybrid.Front;
import io.aisynapse.core.onnx.hybrid.Known;
import io.aisynapse.core.onnx.hybrid.Remainder;
import io.aisynapse.core.onnx.hybrid.Remainder.Entry;
import io.aisynapse.core.onnx.hybrid.Rest;
import io.aisynapse.core.onnx.hybrid.Split;
import io.aisynapse.core.onnx.proto.OnnxModel;
import io.aisynapse.core.onnx.rule.ImportState;
import io.aisynapse.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a hybrid of a model some of whose operators were not taken: either what stands before them becomes spikes, or
 * what stands behind the first of them (and so on), whichever does more multiply-accumulates.
 */
final class HybridImport {
    private static final String MENDABLE = "unsupported-op";

    private final OnnxModel model;
    private final ImportState state;
    private final Findings findings;
    private final Behind behind;
    private final Known.Lookup known;

    /** Imports what stands behind a cut. */
    interface Behind {
        GraphImport of(Rest rest);
    }

    /** @param findings why operators were not taken */
    HybridImport(OnnxModel model, ImportState state, Findings findings, Behind behind) {
        this.model = model;
        this.state = state;
        this.findings = findings;
        this.behind = behind;
        this.known = new TensorKnowledge(state);
    }

    /** Whether operators without a rule are all that is wrong. */
    static boolean mayBe(List<Finding> findings) {
        return !findings.isEmpty()
                && findings.stream().allMatch(finding -> finding.code().equals(MENDABLE));
    }

    /**
     * @param wholeInputs names of the whole model's inputs; null when no further beginning may be left to ONNX Runtime
     * @throws RejectedModelException when the rest may not run, or nothing spikes
     */
    Imported split(List<Integer> order, List<ModelInput> inputs, @Nullable Set<String> wholeInputs) {
        List<Finding> reasons = findings.list();
        Imported suffix = wholeInputs == null ? null : suffix(order, wholeInputs, reasons);
        try {
            Imported prefix = prefix(order, inputs, reasons);
            return suffix == null || Operations.of(prefix.graph()) >= Operations.of(suffix.graph()) ? prefix : suffix;
        } catch (RejectedModelException rejection) {
            if (suffix == null) {
                throw rejection;
            }
            return suffix;
        }
    }

    private Imported prefix(List<Integer> order, List<ModelInput> inputs, List<Finding> reasons) {
        Findings forbidden = new Findings();
        Split split = Split.of(model, order, known, reasons, forbidden);
        forbidden.list().forEach(findings::add);
        AnnGraph prefix = split == null ? null : prefix(split, inputs);
        if (split == null || prefix == null || !hasWeights(prefix)) {
            findings.add(new Finding(
                    "nothing-spikes",
                    "model",
                    "no layer with weights that could spike before or behind the operators that cannot",
                    "a convolution or dense layer before them, or behind them at a tensor of known dimensions",
                    "Replace the operators named here, or convert a model with layers that can spike."));
            findings.throwIfAny();
            throw new IllegalStateException("there is a finding");
        }
        return new Imported(prefix, split.remainder(), null);
    }

    /** Null when nothing behind the first operators that were not taken can spike. */
    private @Nullable Imported suffix(List<Integer> order, Set<String> wholeInputs, List<Finding> reasons) {
        if (state.fixedBatch() > 1) {
            return null;
        }
        Rest rest = Front.behindRefused(model, order, known, reasons, new Findings());
        if (rest == null) {
            return null;
        }
        try {
            GraphImport first = behind.of(rest);
            Imported imported = first.run(rest.order());
            Rest deeper = imported.rest();
            if (deeper == null) {
                deeper = Front.behindWeightless(rest, first.known(), wholeInputs);
                imported = deeper == rest ? imported : behind.of(deeper).run(deeper.order());
            }
            return hasWeights(imported.graph())
                    ? new Imported(imported.graph(), imported.remainder(), deeper.after(reasons))
                    : null;
        } catch (RejectedModelException nothingBehind) {
            return null;
        }
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
