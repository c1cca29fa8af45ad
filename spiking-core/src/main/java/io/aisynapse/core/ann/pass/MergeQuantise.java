package io.aisynapse.core.ann.pass;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnLayer.MaxPool;
import io.aisynapse.core.ann.AnnLayer.Quantise;
import io.aisynapse.core.ann.AnnLayer.Relu;
import io.aisynapse.core.ann.AnnNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Leaves as few roundings in a quantised network as yield the same values: one for each value that neurons carry.
 *
 * <pre>
 *   relu ─ quantise l…h       ⇒   quantise 0…h
 *   quantise l…h ─ relu       ⇒   quantise 0…h
 *   max-pool ─ quantise       ⇒   quantise ─ max-pool
 *   quantise ─ (pool, map) ─ quantise of the same levels   ⇒   quantise ─ (pool, map)
 * </pre>
 *
 * A value at the border of two levels falls on either side, according to the order in which a sum was added up. So the
 * ONNX tensors behind a rounding are not met bit by bit any more, and their names go.
 */
final class MergeQuantise implements Pass {
    @Override
    public AnnGraph apply(AnnGraph graph) {
        if (graph.nodes().stream().noneMatch(node -> node.layer() instanceof Quantise)) {
            return graph;
        }
        Rewrite rewrite = new Rewrite(withoutNames(graph));
        @Nullable Quantise[] grid = new Quantise[rewrite.size()];
        for (int index = 1; index < rewrite.size(); index++) {
            if (!rewrite.isLive(index)) {
                continue;
            }
            if (rewrite.layer(index) instanceof Quantise layer) {
                behindRelu(rewrite, index, layer);
            } else if (rewrite.layer(index) instanceof Relu relu) {
                beforeRelu(rewrite, index, relu);
            }
            beforePool(rewrite, index);
            grid[index] = gridOf(rewrite, index, grid);
            Quantise held = rewrite.layer(index) instanceof Quantise ? grid[rewrite.inputOf(index)] : null;
            if (held != null && grid[index] != null && grid[index].holds(held)) {
                grid[index] = held;
                rewrite.redirect(index, rewrite.inputOf(index));
            }
        }
        return rewrite.finish();
    }

    private static AnnGraph withoutNames(AnnGraph graph) {
        List<AnnNode> nodes = new ArrayList<>();
        boolean[] rounded = new boolean[graph.nodes().size()];
        boolean changed = false;
        for (int index = 0; index < rounded.length; index++) {
            AnnNode node = graph.nodes().get(index);
            rounded[index] = node.layer() instanceof Quantise;
            for (int input : node.inputs()) {
                rounded[index] |= rounded[input];
            }
            changed |= rounded[index] && !node.tensor().isEmpty();
            String tensor = rounded[index] ? "" : node.tensor();
            nodes.add(new AnnNode(node.name(), tensor, node.layer(), node.inputs(), node.shape()));
        }
        return changed ? graph.with(nodes) : graph;
    }

    /** Rounding and cutting at 0 or above commute when the cut is at a level. */
    private static void behindRelu(Rewrite rewrite, int index, Quantise layer) {
        int source = rewrite.inputOf(index);
        if (rewrite.layer(source) instanceof Relu relu && relu.cap() >= layer.highest()) {
            AnnNode node = rewrite.node(index);
            List<Integer> inputs = rewrite.node(source).inputs();
            rewrite.replace(index, new AnnNode(node.name(), "", fromZero(layer), inputs, node.shape()));
        }
    }

    private static void beforeRelu(Rewrite rewrite, int index, Relu relu) {
        int source = rewrite.inputOf(index);
        if (rewrite.layer(source) instanceof Quantise layer && relu.cap() >= layer.highest()) {
            AnnNode node = rewrite.node(index);
            List<Integer> inputs = rewrite.node(source).inputs();
            rewrite.replace(index, new AnnNode(node.name(), "", fromZero(layer), inputs, node.shape()));
        }
    }

    private static Quantise fromZero(Quantise layer) {
        return new Quantise(layer.scale(), layer.zeroPoint(), Math.max(layer.least(), layer.zeroPoint()), layer.most());
    }

    private static void beforePool(Rewrite rewrite, int index) {
        int source = rewrite.inputOf(index);
        if (rewrite.layer(index) instanceof Quantise layer
                && rewrite.layer(source) instanceof MaxPool pool
                && rewrite.hasOneReader(source)) {
            AnnNode rounding = rewrite.node(index);
            AnnNode pooling = rewrite.node(source);
            AnnNode first =
                    new AnnNode(rounding.name(), "", layer, pooling.inputs(), rewrite.shape(rewrite.inputOf(source)));
            rewrite.replace(source, first);
            rewrite.replace(index, new AnnNode(pooling.name(), "", pool, List.of(source), rounding.shape()));
        }
    }

    /** The levels that a node's values keep to; null when they keep to none. */
    private static @Nullable Quantise gridOf(Rewrite rewrite, int index, @Nullable Quantise[] grid) {
        return switch (rewrite.layer(index)) {
            case Quantise layer -> layer;
            case MaxPool _, AnnLayer.IndexMap _ -> grid[rewrite.inputOf(index)];
            default -> null;
        };
    }
}
