package io.aisynapse.core.onnx.check;

import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.onnx.proto.OnnxModel;
import io.aisynapse.core.onnx.proto.OnnxModel.Attribute;
import io.aisynapse.core.onnx.proto.OnnxModel.Function;
import io.aisynapse.core.onnx.proto.OnnxModel.Graph;
import io.aisynapse.core.onnx.proto.OnnxModel.Node;
import io.aisynapse.core.onnx.proto.ReadLimits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts the bodies of model-local functions in the place of their calls. {@link FunctionChecks} has seen that the
 * functions end; a short file can still unfold into a huge graph, so the nodes and names that come out are counted.
 */
public final class FunctionCalls {
    private static final int FIRST_STABLE_OPSET = 13;

    private final OnnxModel model;
    private final ReadLimits limits;
    private final Findings findings;
    private final Map<String, Function> functions = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Set<String> inner = new HashSet<>();
    private int seen;
    private long names;
    private int calls;

    /**
     * A graph without calls.
     *
     * @param inner tensors that only exist inside of the functions
     */
    public record Inlined(Graph graph, Set<String> inner) {}

    /** What stands for a function's tensors and attributes in one call. */
    private record Scope(String place, String prefix, Map<String, String> tensors, Map<String, Attribute> attributes) {}

    private FunctionCalls(OnnxModel model, ReadLimits limits, Findings findings) {
        this.model = model;
        this.limits = limits;
        this.findings = findings;
        model.functions().forEach(function -> functions.put(function.domain() + "::" + function.name(), function));
    }

    /** The graph with every call unfolded; the same one when there is none, or when something is wrong already. */
    public static Inlined inline(OnnxModel model, Graph graph, ReadLimits limits, Findings findings) {
        FunctionCalls calls = new FunctionCalls(model, limits, findings);
        if (!findings.isEmpty() || graph.nodes().stream().noneMatch(node -> calls.functionOf(node) != null)) {
            return new Inlined(graph, Set.of());
        }
        for (int index = 0; index < graph.nodes().size() && findings.isEmpty(); index++) {
            Node node = graph.nodes().get(index);
            calls.add(node, GraphOrder.nameOf(graph, index));
        }
        Graph inlined = new Graph(calls.nodes, graph.initializers(), graph.sparse(), graph.inputs(), graph.outputs());
        return findings.isEmpty() ? new Inlined(inlined, calls.inner) : new Inlined(graph, Set.of());
    }

    private @Nullable Function functionOf(Node node) {
        return functions.get(node.domain() + "::" + node.opType());
    }

    private void add(Node node, String place) {
        names +=
                node.inputs().size() + node.outputs().size() + node.attributes().size();
        if (++seen > limits.nodes() || names > limits.names()) {
            add("node-budget", place, "calls that unfold into too many nodes", "at most " + limits.nodes() + " nodes");
            return;
        }
        Function function = functionOf(node);
        if (function == null) {
            nodes.add(node);
        } else {
            call(function, node, place);
        }
    }

    private void call(Function function, Node call, String place) {
        if (call.inputs().size() > function.inputs().size()
                || call.outputs().size() > function.outputs().size()) {
            String wanted = "%d and %d"
                    .formatted(function.inputs().size(), function.outputs().size());
            String given = "%d inputs and %d outputs"
                    .formatted(call.inputs().size(), call.outputs().size());
            add("function-signature", place, given, wanted);
            return;
        }
        requireSameOperators(function, place);
        Map<String, Attribute> attributes = new LinkedHashMap<>(function.defaults());
        attributes.putAll(call.attributes());
        Scope scope = new Scope(place, "call%d\n".formatted(calls++), new HashMap<>(), attributes);
        for (int i = 0; i < function.inputs().size(); i++) {
            scope.tensors()
                    .put(
                            function.inputs().get(i),
                            i < call.inputs().size() ? call.inputs().get(i) : "");
        }
        List<Node> copies = nameOutputs(function, call, scope);
        for (int i = 0; i < function.nodes().size() && findings.isEmpty(); i++) {
            Node body = function.nodes().get(i);
            String name = cut(place) + "/" + (body.name().isEmpty() ? body.opType() + i : body.name());
            add(renamed(body, name, scope), name);
        }
        copies.forEach(copy -> add(copy, copy.name()));
    }

    /** The call's outputs stand for the function's; an output that is an input as well is copied. */
    private static List<Node> nameOutputs(Function function, Node call, Scope scope) {
        List<Node> copies = new ArrayList<>();
        for (int i = 0; i < call.outputs().size(); i++) {
            String output = call.outputs().get(i);
            String known = scope.tensors().putIfAbsent(function.outputs().get(i), output);
            if (known != null && !output.isEmpty()) {
                String name = cut(scope.place()) + "/copy" + i;
                copies.add(new Node(name, "Identity", "", List.of(known), List.of(output), Map.of()));
            }
        }
        scope.tensors().values().removeIf(String::isEmpty);
        for (int i = 0; i < function.inputs().size(); i++) {
            scope.tensors().putIfAbsent(function.inputs().get(i), "");
        }
        return copies;
    }

    private static String cut(String name) {
        return name.length() <= 200 ? name : name.substring(0, 200);
    }

    private Node renamed(Node node, String name, Scope scope) {
        return new Node(
                name,
                node.opType(),
                node.domain(),
                node.inputs().stream().map(tensor -> tensorOf(tensor, scope)).toList(),
                node.outputs().stream().map(tensor -> tensorOf(tensor, scope)).toList(),
                resolved(node.attributes(), scope));
    }

    private String tensorOf(String tensor, Scope scope) {
        if (tensor.isEmpty()) {
            return "";
        }
        return scope.tensors().computeIfAbsent(tensor, own -> {
            String name = scope.prefix() + own;
            inner.add(name);
            return name;
        });
    }

    /** Attributes that refer to the function's own take their values, and are absent when those are. */
    private static Map<String, Attribute> resolved(Map<String, Attribute> attributes, Scope scope) {
        if (attributes.values().stream().allMatch(each -> each.reference().isEmpty())) {
            return attributes;
        }
        Map<String, Attribute> values = new LinkedHashMap<>();
        attributes.forEach((name, attribute) -> {
            Attribute value = attribute.reference().isEmpty()
                    ? attribute
                    : scope.attributes().get(attribute.reference());
            if (value != null) {
                values.put(name, value);
            }
        });
        return values;
    }

    /** Operators mean the same in the body as in the graph; most do since operator set 13. */
    private void requireSameOperators(Function function, String place) {
        long own = function.opset();
        long ours = ModelChecks.opsetOf(model);
        if (own != 0 && own != ours && Math.min(own, ours) < FIRST_STABLE_OPSET) {
            add("unsupported-opset", place, "a function of operator set " + own, "operator set " + ours);
        }
    }

    private void add(String code, String place, String seen, String wanted) {
        findings.add(new Finding(code, "node " + place, seen, wanted, "Export the model without local functions."));
    }
}
