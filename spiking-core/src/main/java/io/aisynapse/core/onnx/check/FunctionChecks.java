package io.aisynapse.core.onnx.check;

import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.onnx.proto.OnnxModel.Function;
import io.aisynapse.core.onnx.proto.OnnxModel.Node;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks model-local functions: that they end, are not nested too deep, and yield what they promise, so that {@link
 * FunctionCalls} can unfold them.
 */
public final class FunctionChecks {
    private static final int SHOWN_CYCLE = 12;

    private final List<Function> functions;
    private final int depthLimit;
    private final Findings findings;
    private final Map<String, Integer> byName = new HashMap<>();

    public FunctionChecks(List<Function> functions, int depthLimit, Findings findings) {
        this.functions = functions;
        this.depthLimit = depthLimit;
        this.findings = findings;
    }

    public void check() {
        for (int index = 0; index < functions.size(); index++) {
            Integer other = byName.putIfAbsent(nameOf(functions.get(index)), index);
            if (other != null) {
                add("duplicate-tensor", nameOf(functions.get(index)), "two functions of this name", "one");
            }
            checkSignature(functions.get(index));
        }
        checkCalls();
    }

    private static String nameOf(Function function) {
        return function.domain() + "::" + function.name();
    }

    private void checkSignature(Function function) {
        Set<String> produced = new HashSet<>(function.inputs());
        function.nodes().forEach(node -> produced.addAll(node.outputs()));
        for (String output : function.outputs()) {
            if (!produced.contains(output)) {
                add(
                        "function-signature",
                        nameOf(function),
                        "the output '" + output + "', which its body does not yield",
                        "outputs that the body yields");
            }
        }
    }

    /** Walks the calls depth first without recursion: a function met again on the way to itself closes a cycle. */
    private void checkCalls() {
        int[] depth = new int[functions.size()];
        boolean[] open = new boolean[functions.size()];
        boolean[] done = new boolean[functions.size()];
        for (int start = 0; start < functions.size(); start++) {
            Deque<Integer> path = new ArrayDeque<>();
            path.push(start);
            while (!path.isEmpty()) {
                int index = path.peek();
                open[index] = true;
                int next = done[index] ? -1 : firstUnfinished(index, done);
                if (next >= 0 && open[next]) {
                    reportCycle(path, next);
                    return;
                }
                if (next >= 0) {
                    path.push(next);
                    continue;
                }
                depth[index] = 1 + deepestCall(index, depth);
                done[index] = true;
                open[index] = false;
                path.pop();
            }
            if (depth[start] > depthLimit) {
                add(
                        "too-deep",
                        nameOf(functions.get(start)),
                        depth[start] + " levels of function calls",
                        "at most " + depthLimit);
                return;
            }
        }
    }

    private int firstUnfinished(int index, boolean[] done) {
        for (Node node : functions.get(index).nodes()) {
            Integer called = byName.get(node.domain() + "::" + node.opType());
            if (called != null && !done[called]) {
                return called;
            }
        }
        return -1;
    }

    private int deepestCall(int index, int[] depth) {
        int deepest = 0;
        for (Node node : functions.get(index).nodes()) {
            Integer called = byName.get(node.domain() + "::" + node.opType());
            deepest = called == null ? deepest : Math.max(deepest, depth[called]);
        }
        return deepest;
    }

    private void reportCycle(Deque<Integer> path, int again) {
        List<String> names = new ArrayList<>();
        for (int index : path) {
            names.add(nameOf(functions.get(index)));
            if (index == again) {
                break;
            }
        }
        List<String> cycle = names.reversed();
        String rest = cycle.size() > SHOWN_CYCLE ? " → … (%d functions)".formatted(cycle.size()) : "";
        String shown = String.join(" → ", cycle.subList(0, Math.min(SHOWN_CYCLE, cycle.size())));
        add(
                "recursive-function",
                cycle.getFirst(),
                "the cycle %s%s → %s".formatted(shown, rest, cycle.getFirst()),
                "functions that do not call themselves");
    }

    private void add(String code, String function, String seen, String wanted) {
        findings.add(
                new Finding(code, "function " + function, seen, wanted, "Export the model without local functions."));
    }
}
