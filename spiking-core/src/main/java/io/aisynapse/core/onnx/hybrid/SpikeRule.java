package io.aisynapse.core.onnx.hybrid;

import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnNode;
import io.aisynapse.core.ann.pass.OneValue;
import java.util.List;
import java.util.function.Predicate;

/**
 * Which layers an import takes. A product of two signals is no neuron, but exporters write functions of one value with
 * it, which the rewrites recognise afterwards; so an import first takes everything, then such products, then only what
 * spikes as it stands, and the first one is kept that leaves nothing else behind.
 *
 * @param spikes whether a layer can become spikes
 */
public record SpikeRule(Predicate<AnnLayer> spikes, Mode mode) {
    /** How much is taken in the hope that a rewrite finds a function in it. */
    public enum Mode {
        EVERYTHING,
        PRODUCTS_OF_ONE_VALUE,
        SPIKES_ONLY
    }

    /** The rules to try, one after another. */
    public static List<SpikeRule> inTurn(Predicate<AnnLayer> spikes) {
        return List.of(
                new SpikeRule(spikes, Mode.EVERYTHING),
                new SpikeRule(spikes, Mode.PRODUCTS_OF_ONE_VALUE),
                new SpikeRule(spikes, Mode.SPIKES_ONLY));
    }

    /** Whether a layer with these inputs is taken. */
    public boolean takes(AnnLayer layer, List<Integer> inputs, List<AnnNode> nodes) {
        return mode == Mode.EVERYTHING
                || spikes.test(layer)
                || mode == Mode.PRODUCTS_OF_ONE_VALUE
                        && layer instanceof AnnLayer.Multiply
                        && OneValue.isComputedFromOne(nodes, inputs);
    }
}
