package io.aisynapse.core.convert;

import io.aisynapse.core.ann.ValueSource;

/**
 * What calibration found out about one population.
 *
 * @param name of the population
 * @param snnNode its index in the spiking graph
 * @param annNode the node of the real-valued graph whose activations it stands for
 * @param part of that node's values that it stands for
 * @param eventValues what an event of 1 is worth, by channel, in the original network's units: θ/K
 * @param thresholds θ of each channel, in the original network's units
 * @param clippedShare share of calibration activations above their θ
 * @param silentChannels channels that were always 0 in that part on the calibration samples
 * @param source where it is known from what values the thresholds must hold
 * @param capped whether a cap of the network itself bounds every threshold
 * @param relativeError root of (mean square of staircase minus activation) over (mean square of activation)
 */
public record LayerStatistics(
        String name,
        int snnNode,
        int annNode,
        Part part,
        float[] eventValues,
        float[] thresholds,
        double clippedShare,
        int silentChannels,
        double relativeError,
        ValueSource source,
        boolean capped) {
    /** Which of a node's values a population carries. */
    public enum Part {
        /** {@code max(x, 0)}. */
        POSITIVE,
        /** {@code max(−x, 0)}. */
        NEGATIVE,
        /** x itself. */
        WHOLE
    }
}
