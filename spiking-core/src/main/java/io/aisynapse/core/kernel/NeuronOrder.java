package io.aisynapse.core.kernel;

import io.aisynapse.core.tensor.Shape;

/**
 * The engine's order of neurons: the channels of a position side by side, so that a convolution's event meets
 * contiguous charges. A vector keeps its order.
 */
public final class NeuronOrder {
    private NeuronOrder() {}

    /** From the flat (channels first) index to the engine's. */
    public static int inner(Shape shape, int flat) {
        return flat % shape.plane() * shape.channels() + flat / shape.plane();
    }

    public static int flat(Shape shape, int inner) {
        return inner % shape.channels() * shape.plane() + inner / shape.channels();
    }
}
