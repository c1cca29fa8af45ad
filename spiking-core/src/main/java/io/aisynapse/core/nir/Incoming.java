package io.aisynapse.core.nir;

import io.aisynapse.core.snn.Kernel;
import io.aisynapse.core.tensor.Shape;
import java.util.List;

/** A value of the NIR graph on its way into the spiking network. */
sealed interface Incoming {
    /** As NIR sees it. */
    int[] axes();

    /** As the nodes have it; same order of values. */
    Shape shape();

    Incoming as(int[] nextAxes);

    /** That many ticks later. */
    Incoming later(int ticks);

    /** Events of nodes, summed. */
    record Events(int[] axes, Shape shape, List<Term> terms) implements Incoming {
        @Override
        public Events as(int[] nextAxes) {
            return new Events(nextAxes, shape, terms);
        }

        @Override
        public Events later(int ticks) {
            return new Events(
                    axes,
                    shape,
                    terms.stream()
                            .map(term -> new Term(term.node(), term.value(), term.delay() + ticks))
                            .toList());
        }
    }

    /**
     * @param value what an event of each neuron is worth
     * @param delay ticks until it counts
     */
    record Term(int node, float[] value, int delay) {}

    /**
     * What flows into neurons.
     *
     * @param bias one value a neuron
     */
    record Currents(int[] axes, Shape shape, List<Link> links, float[] bias) implements Incoming {
        @Override
        public Currents as(int[] nextAxes) {
            return new Currents(nextAxes, shape, links, bias);
        }

        /** The bias is there from the first tick on, whenever the events come. */
        @Override
        public Currents later(int ticks) {
            return new Currents(
                    axes,
                    shape,
                    links.stream()
                            .map(link -> new Link(link.source(), link.from(), link.kernel(), link.delay() + ticks))
                            .toList(),
                    bias);
        }
    }

    /**
     * Synapses whose target is not there yet.
     *
     * @param from shape of the source
     */
    record Link(int source, Shape from, Kernel kernel, int delay) {
        Link with(Kernel next) {
            return new Link(source, from, next, delay);
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
}
