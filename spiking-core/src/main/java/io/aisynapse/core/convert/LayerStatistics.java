package io.aisynapse.core.convert;

/**
 * What calibration found out about one population.
 *
 * @param name of the population
 * @param snnNode its index in the spiking graph
 * @param annNode the node of the real-valued graph whose activations it stands for
 * @param negated whether it stands for {@code relu(−z)} of that node
 * @param thresholds θ of each channel, in the original network's units
 * @param clippedShare share of calibration activations above their θ
 * @param silentChannels channels that were never positive on the calibration samples
 * @param relativeError root of (mean square of staircase minus activation) over (mean square of activation)
 */
public record LayerStatistics(
        String name,
        int snnNode,
        int annNode,
        boolean negated,
        float[] thresholds,
        double clippedShare,
        int silentChannels,
        double relativeError) {}
