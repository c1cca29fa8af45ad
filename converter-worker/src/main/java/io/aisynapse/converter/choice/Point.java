package io.aisynapse.converter.choice;

import io.aisynapse.converter.ConversionTarget;
import org.jspecify.annotations.Nullable;

/**
 * What a candidate was measured to be.
 *
 * @param quality of its answers to the samples that candidates are chosen by
 */
public record Point(ConversionTarget target, Quality quality, Costs costs) {
    /**
     * Means a sample.
     *
     * @param chipNanojoules modelled from the chip's price list
     * @param besideNanojoules of function units and a hybrid's remainder, a float32 multiply-add of a 45 nm process
     *     each (Horowitz 2014); no chip's price list has them
     * @param microseconds modelled time on the chip; null when its profile models none
     * @param ticks from the first input to the answer
     */
    public record Costs(
            double chipNanojoules,
            double besideNanojoules,
            @Nullable Double microseconds,
            long ticks,
            int cores,
            double spikes,
            double synapticOperations) {
        double nanojoules() {
            return chipNanojoules + besideNanojoules;
        }

        /** Of this objective, less is better. Comparable among costs that both model time, or both do not. */
        double of(Objective objective) {
            return switch (objective) {
                case ENERGY -> nanojoules();
                case LATENCY -> microseconds == null ? ticks : microseconds;
                case CORES -> cores;
            };
        }

        /** Whether there is a figure for the objective at all, or only a stand-in. */
        boolean models(Objective objective) {
            return objective != Objective.LATENCY || microseconds != null;
        }
    }

    Drop drop() {
        return quality.drop();
    }
}
