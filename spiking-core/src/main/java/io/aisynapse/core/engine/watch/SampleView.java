package io.aisynapse.core.engine.watch;

import io.aisynapse.core.engine.checkpoint.Checkpoint;
import io.aisynapse.core.engine.stream.EventStream;

/** What a watch sees of the sample under way; only valid during its call. */
public interface SampleView {
    /** Events of a stage so far, neurons in the engine's order. */
    EventStream events(int stage);

    /** Membrane of a neuron of a population after its newest tick, in the engine's order and the membrane's unit. */
    long membrane(int stage, int neuron);

    /**
     * Synaptic operations in a tick of the chip, by piece of the placement; overwritten by the next call. Only from
     * {@link SampleWatch#ended}.
     */
    long[] operations(int chipTick);

    /**
     * The state between two ticks; only from {@link SampleWatch#ticked}, not where samples may end early.
     *
     * @param program its digest
     */
    Checkpoint checkpoint(String program);
}
