package io.aisynapse.core.ann.pass;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnLayer.Activation;
import io.aisynapse.core.ann.AnnLayer.Add;
import io.aisynapse.core.ann.AnnLayer.AveragePool;
import io.aisynapse.core.ann.AnnLayer.ChannelAffine;
import io.aisynapse.core.ann.AnnLayer.Concat;
import io.aisynapse.core.ann.AnnLayer.Conv;
import io.aisynapse.core.ann.AnnLayer.Dense;
import io.aisynapse.core.ann.AnnLayer.IndexMap;
import io.aisynapse.core.ann.AnnLayer.Input;
import io.aisynapse.core.ann.AnnLayer.LayerNorm;
import io.aisynapse.core.ann.AnnLayer.LeakyRelu;
import io.aisynapse.core.ann.AnnLayer.MaxPool;
import io.aisynapse.core.ann.AnnLayer.Multiply;
import io.aisynapse.core.ann.AnnLayer.Product;
import io.aisynapse.core.ann.AnnLayer.Quantise;
import io.aisynapse.core.ann.AnnLayer.Relu;
import io.aisynapse.core.ann.AnnLayer.Softmax;
import io.aisynapse.core.ann.AnnNode;
import io.aisynapse.core.ann.AnnText;
import io.aisynapse.core.tensor.Shape;
import java.util.List;

/** Checks that nodes stand in order, have as many inputs as they need, and that all shapes fit. */
final class AnnVerifier {
    private final List<AnnNode> nodes;

    private AnnVerifier(AnnGraph graph) {
        this.nodes = graph.nodes();
    }

    /**
     * Checks a network.
     *
     * @throws IllegalStateException with the node and the whole network as text
     */
    static void verify(AnnGraph graph, String after) {
        AnnVerifier verifier = new AnnVerifier(graph);
        for (int index = 0; index < graph.nodes().size(); index++) {
            if (!verifier.holds(index)) {
                throw new IllegalStateException(
                        "node %d does not hold after %s:%n%s".formatted(index, after, AnnText.of(graph)));
            }
        }
    }

    private boolean holds(int index) {
        AnnNode node = nodes.get(index);
        boolean isInput = node.layer() instanceof Input;
        if (isInput || index == 0) {
            return isInput && index == 0 && node.inputs().isEmpty();
        }
        boolean ordered =
                !node.inputs().isEmpty() && node.inputs().stream().allMatch(input -> input >= 0 && input < index);
        return ordered
                && takesSoMany(node.layer(), node.inputs().size())
                && fits(node, nodes.get(node.inputs().getFirst()).shape());
    }

    private static boolean takesSoMany(AnnLayer layer, int inputs) {
        boolean pair = layer instanceof Multiply || layer instanceof Product;
        boolean several = layer instanceof Add || layer instanceof Concat;
        return pair ? inputs == 2 : several || inputs == 1;
    }

    private boolean fits(AnnNode node, Shape input) {
        Shape shape = node.shape();
        return switch (node.layer()) {
            case Input repeated -> false;
            case Dense dense -> dense.inputCount() == input.size() && dense.outputCount() == shape.size();
            case Conv conv ->
                conv.inputChannels() == input.channels()
                        && conv.window()
                                .outputShape(input, conv.outputChannels())
                                .equals(shape);
            case ChannelAffine affine ->
                shape.equals(input)
                        && affine.scale().length == shape.channels()
                        && affine.shift().length == shape.channels();
            case Relu relu -> shape.equals(input) && relu.cap() > 0;
            case AveragePool pool ->
                pool.window().outputShape(input, input.channels()).equals(shape);
            case MaxPool pool ->
                pool.window().outputShape(input, input.channels()).equals(shape);
            case Add add ->
                node.inputs().stream().allMatch(part -> nodes.get(part).shape().size() == shape.size());
            case Concat concat ->
                node.inputs().stream()
                                .mapToInt(part -> nodes.get(part).shape().size())
                                .sum()
                        == shape.size();
            case LeakyRelu leaky -> shape.equals(input) && leaky.slope().length == shape.channels();
            case Activation activation -> shape.equals(input);
            case Quantise quantise -> shape.equals(input) && quantise.scale() > 0;
            case Multiply multiply ->
                node.inputs().stream().allMatch(part -> nodes.get(part).shape().size() == shape.size());
            case Product product ->
                product.batch() * product.rows() * product.inner() == input.size()
                        && product.batch() * product.inner() * product.columns()
                                == nodes.get(node.inputs().get(1)).shape().size()
                        && product.batch() * product.rows() * product.columns() == shape.size();
            case Softmax softmax -> input.size() == shape.size() && shape.size() % softmax.size() == 0;
            case LayerNorm norm -> input.size() == shape.size() && shape.size() % norm.gamma().length == 0;
            case IndexMap map -> map.source().length == shape.size() && isInside(map.source(), input.size());
        };
    }

    private static boolean isInside(int[] source, int size) {
        for (int place : source) {
            if (place < -1 || place >= size) {
                return false;
            }
        }
        return true;
    }
}
