package io.aisynapse.core.engine.stream;

import io.aisynapse.core.kernel.StateExchange;

/** One stage of one sample on its way through the ticks. */
public interface StageRun {
    void start(float[] sample);

    /** Ticks come in order from 1; all stages it reads have had this tick. */
    void tick(int tick);

    /** Ticks {@code from ≤ t ≤ to}, where all stages it reads have had all of them. */
    default void ticks(int from, int to) {
        for (int tick = from; tick <= to; tick++) {
            tick(tick);
        }
    }

    /** Takes another bias, one value a channel in units of 2^−16, from the next start on. */
    default void useBias(long[] byChannel) {
        throw new IllegalStateException("no bias in " + getClass().getSimpleName());
    }

    /** Saves or restores what the stage keeps from tick to tick, beside its events; to be started before. */
    default void exchange(StateExchange with) {}

    /** State of a neuron of a population after the newest tick, in the engine's order and the membrane's unit. */
    default long membrane(int neuron) {
        throw new IllegalStateException("no membranes in " + getClass().getSimpleName());
    }

    /** Neuron updates so far that changed something. */
    default long active() {
        return 0;
    }

    /** How often a membrane was held at the end of its range. */
    default long saturations() {
        return 0;
    }

    /** Operations of function units. */
    default long functions() {
        return 0;
    }
}
