package io.aisynapse.core.engine.stream;

/** The last stage: after the last tick it gives the answer. */
public interface AnswerRun extends StageRun {
    /** Decoded values in flat order, after the last tick. */
    double[] decode();

    /** Decoded values after each tick; before the readout begins, over all ticks so far. */
    double[][] decodeEach();

    /** Before {@link #decodeNext} of the first tick. */
    void begin();

    /** Decoded values after a tick whose events are there; ticks come in order from 1. */
    double[] decodeNext(int tick);
}
