package io.aisynapse.core.convert;

import io.aisynapse.core.snn.Projection;
import io.aisynapse.core.tensor.Shape;
import java.util.List;

/** What the values of one real-valued node have become in the spiking network. */
sealed interface Signal {
    Shape shape();

    /**
     * {@code x = Σ over terms of events · value}: spikes, counts or input levels that travel.
     *
     * @param halves whether there are two terms, the positive and the negative part of one value, so that for each
     *     neuron at most one is not 0
     */
    record Events(Shape shape, List<Term> terms, boolean halves) implements Signal {
        public Events {
            terms = List.copyOf(terms);
        }

        static Events of(Shape shape, List<Term> terms) {
            return new Events(shape, terms, false);
        }
    }

    /**
     * @param node of the spiking graph that emits them
     * @param value what one event is worth in the original network, one value a neuron; negative for a population that
     *     stands for the negative part
     */
    record Term(int node, float[] value) {}

    /** {@code x = Σ projections + bias}: what flows into a membrane; no neuron yet. Bias has one value a channel. */
    record Currents(Shape shape, List<Projection> projections, float[] bias) implements Signal {
        public Currents {
            projections = List.copyOf(projections);
        }
    }
}
