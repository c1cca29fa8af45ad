package io.aisynapse.core.onnx.hybrid;

import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.onnx.check.Findings;
import io.aisynapse.core.onnx.check.GraphOrder;
import io.aisynapse.core.onnx.hybrid.Known.Folded;
import io.aisynapse.core.onnx.proto.OnnxModel.Attribute;
import io.aisynapse.core.onnx.proto.OnnxModel.Graph;
import io.aisynapse.core.onnx.proto.OnnxModel.Node;
import java.util.Arrays;
import java.util.Collection;
import java.util.Set;

/**
 * What may run in ONNX Runtime: {@link StandardOperators}, with an end that is known beforehand, and results whose size
 * does not come from a number that only the running model knows. All attributes must be of a kind that was read and
 * checked.
 */
final class RemainderRules {
    private static final Set<String> STANDARD_DOMAINS = Set.of("", "ai.onnx", "ai.onnx.ml");
    private static final Set<String> GROWING = Set.of(
            "ConstantOfShape",
            "Expand",
            "Tile",
            "Range",
            "OneHot",
            "Resize",
            "Upsample",
            "Pad",
            "EyeLike",
            "MaxUnpool",
            "Col2Im",
            "SequenceInsert");
    private static final long MOST_ROUNDS = 1_000;
    private static final int MOST_PADS = 16;

    private final GraphIndex index;
    private final Known.Lookup known;
    private final Findings findings;

    RemainderRules(GraphIndex index, Known.Lookup known, Findings findings) {
        this.index = index;
        this.known = known;
        this.findings = findings;
    }

    /** @param initializers that the nodes read */
    void check(Collection<Integer> nodes, Collection<String> initializers) {
        for (int node : nodes) {
            checkOuter(index.node(node), GraphOrder.nameOf(index.graph(), node));
        }
        for (String tensor : initializers) {
            if (index.isSparse(tensor)) {
                refuse("tensor " + tensor, "a sparse tensor", "a dense one");
            }
        }
    }

    private void checkOuter(Node node, String name) {
        if (GROWING.contains(node.opType())
                && !isNarrowPad(node)
                && node.outputs().stream().anyMatch(output -> !isKnown(output))) {
            refuse("node " + name, node.opType() + " of a size that is known only when it runs", "a fixed size");
        }
        if (node.opType().equals("Loop") && !isBounded(node)) {
            refuse("node " + name, "Loop", "a constant number of rounds, at most " + MOST_ROUNDS);
        }
        checkNode(node, name);
    }

    private boolean isKnown(String tensor) {
        return known.of(tensor) instanceof Known.Computed || known.of(tensor) instanceof Folded;
    }

    /** Whether a few constant values are put around a tensor, whatever its size. */
    private boolean isNarrowPad(Node node) {
        if (!node.opType().equals("Pad") || node.inputs().size() < 2) {
            return false;
        }
        return known.of(node.inputs().get(1)) instanceof Folded folded
                && folded.integers() != null
                && folded.integers().length <= MOST_PADS
                && Arrays.stream(folded.integers()).allMatch(pad -> pad <= MOST_PADS);
    }

    private boolean isBounded(Node node) {
        return !node.inputs().isEmpty()
                && known.of(node.inputs().getFirst()) instanceof Folded folded
                && folded.integers() != null
                && folded.integers().length == 1
                && folded.integers()[0] >= 0
                && folded.integers()[0] <= MOST_ROUNDS;
    }

    private void checkNode(Node node, String name) {
        if (!StandardOperators.contain(node)) {
            String code = STANDARD_DOMAINS.contains(node.domain()) ? "unsupported-op" : "custom-op-refused";
            findings.add(new Finding(
                    code,
                    "node " + name,
                    node.qualifiedOp(),
                    "an operator of the ONNX standard that computes its result from its inputs alone",
                    "Replace the operator, or leave it out of the exported model."));
        }
        for (Attribute attribute : node.attributes().values()) {
            if (attribute.kind() == Attribute.Kind.OTHER
                    || attribute.subgraphs().size() > 1) {
                refuse("node " + name, "an attribute of an unusual kind", "numbers, texts, a tensor or a graph");
            }
            attribute.subgraphs().forEach(body -> checkBody(body, name));
        }
    }

    /** Inside of a body nothing is known, so nothing there may grow or repeat. */
    private void checkBody(Graph body, String owner) {
        if (!body.sparse().isEmpty()) {
            refuse("node " + owner, "a sparse tensor", "a dense one");
        }
        for (int i = 0; i < body.nodes().size(); i++) {
            Node node = body.nodes().get(i);
            String name = owner + "/" + GraphOrder.nameOf(body, i);
            if (node.opType().equals("Loop") || GROWING.contains(node.opType())) {
                refuse("node " + name, node.opType() + " inside a subgraph", "an operator of a fixed size");
            }
            checkNode(node, name);
        }
    }

    private void refuse(String place, String seen, String wanted) {
        findings.add(new Finding(
                "unsupported-op",
                place,
                seen,
                wanted,
                "Unroll or replace the operator, or leave it out of the exported model."));
    }
}
