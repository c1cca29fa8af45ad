package io.aisynapse.core.convert;

import io.aisynapse.core.snn.Projection;
import io.aisynapse.core.tensor.Shape;
import java.util.List;

/** What the values of one real-valued node have become in the spiking network. */
sealed interface Signal {
    Shape shape();

    /** {@code x = Σ over terms of events · value}: spikes, counts or input levels that travel. */
    record Events(Shape shape, List<Term> terms) implements Signal {
        public Events {
            terms = List.copyOf(terms);
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
