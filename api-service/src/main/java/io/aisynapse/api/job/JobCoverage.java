package io.aisynapse.api.job;

import io.aisynapse.protocol.work.WorkResult.RangeCount;
import io.aisynapse.protocol.work.WorkResult.RangeShare;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether a layer's thresholds cover a job's data as well as calibration's, by what a chip can see: values at the top
 * of their neurons' range.
 *
 * @param calibrationShare of the layer's values that were there on calibration samples
 * @param share on the job's
 * @param shift whether the job's exceeds both 1 % and three times calibration's
 */
record JobCoverage(String layer, double calibrationShare, double share, boolean shift) {
    private static final double TOLERATED = 0.01;
    private static final double MORE = 3;

    /**
     * One a layer; null when either side did not measure it.
     *
     * @param shards counts of each, by layer in the same order
     */
    static @Nullable List<JobCoverage> of(
            @Nullable List<RangeShare> calibration, List<@Nullable List<RangeCount>> shards) {
        if (calibration == null || shards.isEmpty()) {
            return null;
        }
        long[] atTop = new long[calibration.size()];
        long[] values = new long[calibration.size()];
        for (List<RangeCount> shard : shards) {
            if (shard == null || shard.size() != atTop.length) {
                return null;
            }
            for (int layer = 0; layer < atTop.length; layer++) {
                atTop[layer] += shard.get(layer).atTop();
                values[layer] += shard.get(layer).values();
            }
        }
        List<JobCoverage> coverage = new ArrayList<>();
        for (int layer = 0; layer < atTop.length; layer++) {
            double before = calibration.get(layer).share();
            double now = atTop[layer] / (double) Math.max(1, values[layer]);
            boolean shift = now > Math.max(TOLERATED, MORE * before);
            coverage.add(new JobCoverage(calibration.get(layer).layer(), before, now, shift));
        }
        return coverage;
    }

    String warning() {
        return String.format(
                Locale.ROOT,
                "distribution shift: %.1f %% of the values of layer %s are at the top of their range, of calibration's"
                        + " samples %.1f %%; give calibration samples like those of the job",
                100 * share,
                layer,
                100 * calibrationShare);
    }
}
