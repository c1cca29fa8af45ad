package io.aisynapse.core.convert;

import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnNode;
import io.aisynapse.core.convert.Signal.Events;
import io.aisynapse.core.convert.Signal.Term;
import io.aisynapse.core.neuron.GroupFunction;
import io.aisynapse.core.neuron.Operand;
import io.aisynapse.core.snn.SnnNode;
import java.util.Arrays;
import java.util.List;

/** Makes function units of layers that combine computed values. */
final class Units {
    private final ActivationStatistics statistics;
    private final Scheme scheme;
    private final List<SnnNode> nodes;

    Units(ActivationStatistics statistics, Scheme scheme, List<SnnNode> nodes) {
        this.statistics = statistics;
        this.scheme = scheme;
        this.nodes = nodes;
    }

    static GroupFunction functionOf(AnnLayer layer) {
        return switch (layer) {
            case AnnLayer.Softmax softmax -> new GroupFunction.Softmax(softmax.size());
            case AnnLayer.LayerNorm norm -> new GroupFunction.LayerNorm(norm.gamma(), norm.beta(), norm.epsilon());
            case AnnLayer.Product p -> new GroupFunction.Product(p.batch(), p.rows(), p.inner(), p.columns());
            case AnnLayer.Multiply _ -> new GroupFunction.Multiply();
            case AnnLayer other -> throw new IllegalArgumentException(other + " is no function of several values");
        };
    }

    /** @param annNode index of the node in the real-valued graph */
    Events unit(AnnNode node, int annNode, List<Events> operands) {
        float largest = statistics.largest(annNode);
        float eventValue = (largest > 0 ? largest : 1) / scheme.largestEvent();
        nodes.add(new SnnNode.Unit(
                node.name(),
                node.shape(),
                functionOf(node.layer()),
                operands.stream().map(Units::operand).toList(),
                eventValue,
                scheme.largestEvent()));
        float[] value = new float[node.shape().size()];
        Arrays.fill(value, eventValue);
        return Events.of(node.shape(), List.of(new Term(nodes.size() - 1, value)));
    }

    private static Operand operand(Events events) {
        return new Operand(
                events.terms().stream()
                        .map(term -> new Operand.Term(term.node(), term.value()))
                        .toList(),
                new float[events.shape().size()]);
    }
}
