package io.aisynapse.core.nir;

import io.aisynapse.core.snn.Projection;
import io.aisynapse.core.tensor.Shape;
import java.util.List;

/** A value of the NIR graph on its way into the spiking network. */
sealed interface Incoming {
    /** As NIR sees it. */
    int[] axes();

    /** As the nodes have it; same order of values. */
    Shape shape();

    /** Events of nodes, summed. */
    record Events(int[] axes, Shape shape, List<Term> terms) implements Incoming {
        Events as(int[] nextAxes) {
            return new Events(nextAxes, shape, terms);
        }
    }

    /** @param value what an event of each neuron is worth */
    record Term(int node, float[] value) {}

    /**
     * What flows into neurons.
     *
     * @param bias one value a channel of the shape
     */
    record Currents(int[] axes, Shape shape, List<Projection> projections, float[] bias) implements Incoming {
        Currents as(int[] nextAxes) {
            return new Currents(nextAxes, shape, projections, bias);
        }
    }

    /** Channels × length, channels × height × width, or a vector. */
    static Shape shapeOf(int[] axes) {
        return switch (axes.length) {
            case 1 -> Shape.vector(axes[0]);
            case 2 -> new Shape(axes[0], 1, axes[1]);
            case 3 -> new Shape(axes[0], axes[1], axes[2]);
            default -> throw new IllegalArgumentException("values of %d axes, not 1 to 3".formatted(axes.length));
        };
    }

    static int size(int[] axes) {
        return shapeOf(axes).size();
    }
}
