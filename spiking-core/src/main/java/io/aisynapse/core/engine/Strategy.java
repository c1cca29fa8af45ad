package io.aisynapse.core.engine;

/** The order in which stages and ticks are worked off; the results are the same. */
public enum Strategy {
    /** Every stage runs all ticks before the next one starts: weights stay in cache. */
    LAYER_BY_LAYER,
    /** Every tick passes through all stages before the next one starts, as on the chip. */
    STEPWISE
}
