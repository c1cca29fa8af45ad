package io.aisynapse.converter.choice;

import io.aisynapse.converter.ConversionTarget;
import org.jspecify.annotations.Nullable;

/** Points as they could have been measured. */
final class Points {
    private Points() {}

    /** Of 1000 samples so many are lost. */
    static Point point(String scheme, int steps, int lost, double nanojoules, int cores) {
        return point(ConversionTarget.named(scheme, steps, "generic"), lost, nanojoules, cores, null);
    }

    static Point timed(String chip, int steps, @Nullable Double microseconds) {
        return point(ConversionTarget.named("rate", steps, chip), 0, 1, 1, microseconds);
    }

    private static Point point(
            ConversionTarget target, int lost, double nanojoules, int cores, @Nullable Double microseconds) {
        return new Point(
                target,
                new Quality(1000, "agreement", null, null, 1 - lost / 1000.0, Drop.paired(lost, 0, 1000)),
                new Point.Costs(nanojoules, 0, microseconds, target.timeSteps(), cores, 1, 1));
    }
}
