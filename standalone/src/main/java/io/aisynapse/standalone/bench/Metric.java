package io.aisynapse.standalone.bench;

import java.util.Map;

/** How good answers are, and how alike two sets of answers; all arrays have one flat row a sample. */
interface Metric {
    String name();

    double of(float[][] answers);

    /**
     * 1 when both are the same: the share of equal classes where answers are classes, else {@code 1 − ‖a − b‖₂ / ‖b‖₂}
     * over all samples.
     */
    double agreement(float[][] answers, float[][] original);

    /** Further figures by name. */
    default Map<String, Double> more(float[][] answers) {
        return Map.of();
    }
}
