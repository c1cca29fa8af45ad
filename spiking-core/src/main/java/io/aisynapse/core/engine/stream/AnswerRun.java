package io.aisynapse.core.engine.stream;

/** The last stage: after the last tick it gives the answer. */
public interface AnswerRun extends StageRun {
    /** Decoded values in flat order, after the last tick. */
    double[] decode();

    /** Decoded values after each tick; before the readout begins, over all ticks so far. */
    double[][] decodeEach();
}
