package io.aisynapse.core.ann;

/** Where it is known from what values a node takes; from the surest to the least sure. */
public enum ValueSource {
    /** Samples of real data were run. */
    SAMPLES,
    /** A batch norm's own β and γ², a layer norm's, or a sum or function of such values. */
    BATCH_NORM,
    /** Carried on through linear layers from batch norms. */
    BEHIND_BATCH_NORM,
    /** Carried on through all layers from the input's range. */
    INPUT_RANGE
}
