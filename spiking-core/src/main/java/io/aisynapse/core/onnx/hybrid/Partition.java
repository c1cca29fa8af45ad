package io.aisynapse.core.onnx.hybrid;

import io.aisynapse.core.onnx.hybrid.Known.Computed;
import io.aisynapse.core.onnx.hybrid.Known.Folded;
import io.aisynapse.core.onnx.proto.OnnxModel.Node;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the cut between spikes and ONNX Runtime. All that needs a refused operator is remainder, and all that only the
 * remainder's constants need; everything else was taken by the importer.
 *
 * <pre>
 *   input ─ conv ─ relu ─ transpose ─ LSTM ─ gemm ─ answer
 *           └ spikes ┘   └──── remainder ────┘
 * </pre>
 *
 * Layers without weights move over to the remainder when fewer values cross the cut then; those that only reorder
 * values or read an input of the graph, when no more do. Inputs cross for nothing, for they are not decoded from
 * spikes.
 */
final class Partition {
    private static final Set<String> WEIGHTED = Set.of(
            "Conv", "ConvTranspose", "ConvInteger", "QLinearConv", "Gemm", "MatMul", "MatMulInteger", "QLinearMatMul");

    private static final Set<String> REORDERING =
            Set.of("Transpose", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Identity", "Dropout", "Cast");

    private final GraphIndex index;
    private final Known.Lookup known;
    private final ElementTypes types;
    private final boolean[] remainder;
    private final Map<String, Computed> crossing = new LinkedHashMap<>();
    private final Set<String> exact = new LinkedHashSet<>();
    private final Set<String> initializers = new LinkedHashSet<>();
    private final Map<String, Folded> shapes = new LinkedHashMap<>();

    Partition(GraphIndex index, Known.Lookup known, ElementTypes types) {
        this.index = index;
        this.known = known;
        this.types = types;
        this.remainder = new boolean[index.graph().nodes().size()];
    }

    Cut cut(List<String> outputs) {
        require(outputs);
        for (int node : index.order().reversed()) {
            if (!remainder[node] && crosses(node) && pays(node)) {
                take(node);
            }
        }
        List<Integer> nodes =
                index.order().stream().filter(node -> remainder[node]).toList();
        return new Cut(nodes, crossing, exact, initializers, shapes, outputs);
    }

    private boolean crosses(int node) {
        return index.node(node).outputs().stream().anyMatch(crossing::containsKey);
    }

    /** Whether the cut holds fewer values when this node moves over. */
    private boolean pays(int index) {
        Node node = this.index.node(index);
        if (isWeighted(node)) {
            return false;
        }
        long saved = 0;
        for (String output : node.outputs()) {
            Computed value = crossing.get(output);
            saved += value == null ? 0 : value.size();
        }
        long added = 0;
        for (String input : GraphIndex.reads(node)) {
            boolean isFree = this.index.input(input) != null || crossing.containsKey(input);
            added += !isFree && known.of(input) instanceof Computed value ? value.size() : 0;
        }
        boolean isBetterThere = isReordering(node)
                || GraphIndex.reads(node).stream().anyMatch(input -> this.index.input(input) != null);
        return isBetterThere ? added <= saved : added < saved;
    }

    static boolean isWeighted(Node node) {
        return WEIGHTED.contains(node.opType());
    }

    static boolean isReordering(Node node) {
        return REORDERING.contains(node.opType());
    }

    private void take(int node) {
        remainder[node] = true;
        index.node(node).outputs().forEach(crossing::remove);
        require(GraphIndex.reads(index.node(node)));
    }

    /** Makes the tensors known to the remainder: read from the spikes, copied, or computed there once more. */
    private void require(Collection<String> tensors) {
        Deque<String> open = new ArrayDeque<>(tensors);
        while (!open.isEmpty()) {
            String tensor = open.remove();
            Integer producer = index.producer(tensor);
            if (index.initializer(tensor) != null || index.isSparse(tensor)) {
                initializers.add(tensor);
            } else if (index.input(tensor) != null) {
                exact.add(tensor);
            } else if (producer == null && known.of(tensor) instanceof Folded folded && folded.integers() != null) {
                shapes.put(tensor, folded);
            } else if (producer != null && !remainder[producer] && !isGiven(tensor, producer)) {
                remainder[producer] = true;
                Node node = index.node(producer);
                node.outputs().forEach(crossing::remove);
                open.addAll(GraphIndex.reads(node));
            }
        }
    }

    private boolean isGiven(String tensor, int producer) {
        return switch (known.of(tensor)) {
            case Computed value
            when types.of(tensor).isFloating() -> {
                crossing.put(tensor, value);
                yield true;
            }
            case Folded folded
            when folded.integers() != null && isShape(index.node(producer)) -> {
                shapes.put(tensor, folded);
                yield true;
            }
            case Computed _, Folded _, Known.Answered _, Known.Open _ -> false;
        };
    }

    /**
     * Shapes are written as the numbers they are, so that the remainder does not need the tensor for its shape. Those
     * of one sample are not those of a batch.
     */
    private boolean isShape(Node node) {
        boolean shape = node.opType().equals("Shape") || node.opType().equals("Size");
        return shape && known.batch() == 1;
    }
}
