package io.aisynapse.core.ann.pass;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnNode;
import io.aisynapse.core.ann.Tail;
import io.aisynapse.core.ann.Tail.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lets functions at the end of a network run on the decoded values.
 *
 * <pre>
 *   dense ─ tanh ─ affine ─ answer   ⇒   dense ─ answer, with tanh and affine as steps of the tail
 * </pre>
 *
 * From the first function of the last chain on; what is linear before it stays for other passes to fold.
 */
final class FunctionsToTail implements Pass {
    @Override
    public AnnGraph apply(AnnGraph graph) {
        int[] readers = new int[graph.nodes().size()];
        graph.nodes().forEach(node -> node.inputs().forEach(input -> readers[input]++));
        List<Step> chain = new ArrayList<>();
        List<Step> kept = List.of();
        int answer = graph.nodes().size() - 1;
        for (int index = answer;
                index > 0;
                index = graph.nodes().get(index).inputs().getFirst()) {
            AnnNode node = graph.nodes().get(index);
            Optional<Step> step = stepOf(node);
            boolean last = index == graph.nodes().size() - 1;
            if (step.isEmpty() || readers[index] != (last ? 0 : 1)) {
                break;
            }
            chain.addFirst(step.get());
            if (!isLinear(step.get())) {
                kept = List.copyOf(chain);
                answer = node.inputs().getFirst();
            }
        }
        if (kept.isEmpty() || answer == 0) {
            return graph;
        }
        List<Step> steps = new ArrayList<>(kept);
        steps.addAll(graph.tail().steps());
        Tail tail = graph.tail();
        AnnGraph shortened = new AnnGraph(
                graph.inputs(),
                graph.nodes(),
                new Tail(tail.softmax(), tail.labels(), tail.classification(), steps),
                graph.outputs(),
                graph.spreads());
        return LiveNodes.only(shortened, answer);
    }

    private static boolean isLinear(Step step) {
        return switch (step) {
            case Step.Affine _, Step.Move _ -> true;
            case Step.Function _, Step.Round _, Step.Softmax _ -> false;
        };
    }

    private static Optional<Step> stepOf(AnnNode node) {
        int plane = node.shape().plane();
        return switch (node.layer()) {
            case AnnLayer.Activation activation -> Optional.of(new Step.Function(activation.function()));
            case AnnLayer.Quantise quantise -> Optional.of(new Step.Round(quantise));
            case AnnLayer.Softmax softmax -> Optional.of(new Step.Softmax(softmax.size()));
            case AnnLayer.IndexMap map -> Optional.of(new Step.Move(map.source()));
            case AnnLayer.ChannelAffine affine ->
                Optional.of(new Step.Affine(spread(affine.scale(), plane), spread(affine.shift(), plane)));
            default -> Optional.empty();
        };
    }

    private static float[] spread(float[] channels, int plane) {
        float[] values = new float[channels.length * plane];
        for (int i = 0; i < values.length; i++) {
            values[i] = channels[i / plane];
        }
        return values;
    }
}
