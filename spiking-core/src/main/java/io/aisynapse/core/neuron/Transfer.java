package io.aisynapse.core.neuron;

import io.aisynapse.core.tensor.UnaryFunction;

/** The function from a neuron's mean input to its mean output. */
public sealed interface Transfer {
    /** {@code y = x}: both signs travel. */
    record Identity() implements Transfer {}

    /** {@code y = min(max(x, 0), cap)}, cap in the original network's units, positive infinity for none. */
    record Relu(float cap) implements Transfer {}

    /** {@code y = x > 0 ? x : slope[c] · x}, one slope a channel. */
    record Leaky(float[] slope) implements Transfer {}

    /** {@code y = f(x)} in the original network's units; computed by a processor beside the synapses. */
    record Smooth(UnaryFunction function) implements Transfer {}

    /** {@code y = step · min(max(round(x / step), least), most)}, ties to even: the levels of a quantised tensor. */
    record Levels(float step, int least, int most) implements Transfer {}

    /** Whether an integrate-and-fire neuron has this function by itself. */
    default boolean integrates() {
        return this instanceof Identity || this instanceof Relu;
    }

    /** Whether the output can be negative. */
    default boolean signed() {
        return switch (this) {
            case Relu _ -> false;
            case Levels levels -> levels.least() < 0;
            case Identity _, Leaky _, Smooth _ -> true;
        };
    }
}
