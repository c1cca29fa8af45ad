package io.aisynapse.core.verdict;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnNode;
import io.aisynapse.core.ann.Operations;
import io.aisynapse.core.convert.Scheme;
import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.onnx.CheckedModel;
import io.aisynapse.core.onnx.hybrid.Preamble;
import io.aisynapse.core.onnx.hybrid.Remainder;
import io.aisynapse.core.onnx.hybrid.Remainder.Part;
import io.aisynapse.core.verdict.Verdict.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A verdict for every node: the layers of the network, then the nodes that stay ONNX. */
public final class Verdicts {
    /** The network holds such a layer only when rewrites make something else of it. */
    private static final String IN_A_FUNCTION =
            "with its neighbours a function of one value by straight pieces, or a step on the decoded values";

    private Verdicts() {}

    /**
     * Judges a model that the gate has let through.
     *
     * @param graph as imported or simplified
     * @param checked what the gate made of it: of a hybrid with its parts around the network
     * @param operations of those parts' nodes by name, for their shapes are known only when they run
     */
    public static List<Verdict> of(Scheme scheme, AnnGraph graph, CheckedModel checked, Map<String, Long> operations) {
        List<Verdict> verdicts = new ArrayList<>();
        Preamble preamble = checked.preamble();
        if (preamble != null) {
            verdicts.addAll(outside(preamble.nodes(), checked.reasons(), operations));
        }
        for (AnnNode node : graph.nodes()) {
            Outcome outcome = LayerRules.outcome(scheme, node.layer());
            boolean joined = outcome == Outcome.HYBRID;
            verdicts.add(new Verdict(
                    node.name(),
                    node.layer().getClass().getSimpleName(),
                    joined ? Outcome.APPROXIMATED : outcome,
                    joined ? IN_A_FUNCTION : LayerRules.why(scheme, node.layer()),
                    Operations.of(node)));
        }
        Remainder remainder = checked.remainder();
        if (remainder != null) {
            verdicts.addAll(outside(remainder.nodes(), checked.reasons(), operations));
        }
        return verdicts;
    }

    private static List<Verdict> outside(List<Part> nodes, List<Finding> found, Map<String, Long> operations) {
        Map<String, Finding> reasons = new HashMap<>();
        found.forEach(reason -> reasons.putIfAbsent(reason.place(), reason));
        List<Verdict> verdicts = new ArrayList<>();
        for (Part part : nodes) {
            Finding reason = reasons.get("node " + part.name());
            String why = reason == null
                    ? "belongs to the part that runs in ONNX Runtime"
                    : "%s; wanted %s. %s".formatted(reason.seen(), reason.wanted(), reason.hint());
            verdicts.add(new Verdict(
                    part.name(), part.operator(), Outcome.HYBRID, why, operations.getOrDefault(part.name(), 0L)));
        }
        return verdicts;
    }

    /** Why a model cannot run at all, one verdict a finding. */
    public static List<Verdict> refused(List<Finding> findings) {
        return findings.stream()
                .map(finding -> new Verdict(
                        finding.place().replaceFirst("^node ", ""),
                        finding.seen(),
                        Outcome.REFUSED,
                        "%s: wanted %s. %s".formatted(finding.code(), finding.wanted(), finding.hint()),
                        0))
                .toList();
    }
}
