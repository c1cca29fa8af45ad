package io.aisynapse.converter.choice;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What shall be least. */
public enum Objective {
    /** Modelled energy a sample, with what runs beside the cores. */
    ENERGY,
    /** Modelled time a sample; ticks on a chip whose profile models no time. */
    LATENCY,
    /** Cores in use. */
    CORES;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Objective> named(String text) {
        return Arrays.stream(values())
                .filter(objective -> objective.text().equals(text))
                .findFirst();
    }
}
