package io.aisynapse.core.neuron;

import java.util.List;

/**
 * What a function unit reads, flat: {@code Σ over terms of value[i] · M_source[i] + constant[i]}, with M the decoded
 * value of the source's neuron i, in its events.
 */
public record Operand(List<Term> terms, float[] constant) {
    public Operand {
        terms = List.copyOf(terms);
    }

    /**
     * @param source node of the spiking network, or stage of the program
     * @param value what an event of each neuron of the source is worth
     */
    public record Term(int source, float[] value) {}
}
