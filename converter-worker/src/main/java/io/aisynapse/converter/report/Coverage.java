package io.aisynapse.converter.report;

import io.aisynapse.core.convert.LayerStatistics;

/**
 * Whether a layer's threshold covers other data as well as what it was solved on.
 *
 * @param calibrationShare of the activations above θ on the samples that solved it
 * @param measuredShare on the measured ones
 * @param saturatedShare of the measured values that neurons gave at their very top: those that fire at every tick
 * @param shift whether measured data exceed both 1 % and three times calibration's share
 */
public record Coverage(
        String name, double calibrationShare, double measuredShare, double saturatedShare, boolean shift) {
    private static final double TOLERATED = 0.01;
    private static final double MORE = 3;

    public static Coverage of(LayerStatistics layer, LayerFit fit) {
        return new Coverage(
                layer.name(),
                layer.clippedShare(),
                fit.clippedShare(),
                fit.saturatedShare(),
                fit.clippedShare() > Math.max(TOLERATED, MORE * layer.clippedShare()));
    }
}
