package io.aisynapse.api.job;

import io.aisynapse.api.web.JsonFields;
import io.aisynapse.protocol.work.WorkOrder.FaultWishes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The member {@code faults} of a job: what shall be broken in its chip. */
final class FaultBody {
    private static final long LARGEST_SEED = (1L << 53) - 1;
    private static final int MOST_DEAD_CORES = 4096;
    private static final int LARGEST_CORE = 1 << 24;

    private FaultBody() {}

    static @Nullable FaultWishes read(JsonFields job) {
        JsonFields fields = job.object("faults");
        if (fields == null) {
            return null;
        }
        long seed = fields.integerOr("seed", 0, 0, LARGEST_SEED);
        List<Integer> dead = fields.integers("dead_cores", 0, LARGEST_CORE, MOST_DEAD_CORES);
        int count = (int) fields.integerOr("dead_core_count", 0, 0, LARGEST_CORE);
        double silent = fields.numberOr("stuck_silent", 0, 0, 1);
        double firing = fields.numberOr("stuck_firing", 0, 0, 1);
        double flipped = fields.numberOr("flipped_weight_bits", 0, 0, 1);
        double lost = fields.numberOr("lost_spikes", 0, 0, 1);
        fields.close();
        if (silent + firing > 1) {
            job.findings()
                    .badValue(
                            "/faults/stuck_firing",
                            silent + " and " + firing,
                            "two shares that are at most 1 together");
            return null;
        }
        return new FaultWishes(seed, dead, count, silent, firing, flipped, lost);
    }
}
