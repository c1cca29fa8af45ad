package io.aisynapse.core.convert;

import io.aisynapse.core.neuron.Coding;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The coding schemes that a user chooses from.
 *
 * <p>Sources: Diehl 2015 and Rueckauer 2017 for integrate-and-fire with a soft reset, Li 2021 (SNN_Calibration) for the
 * θ/2 start and thresholds by least squares, Zhang 2026 (H-MT) for multi-threshold neurons, Huang 2025 (DCGS) for
 * differential coding.
 */
public enum Scheme {
    /** Binary spikes, subtractive reset. */
    RATE(Coding.RATE, 0),

    /** Spikes of both signs: early excess is taken back. */
    RATE_SIGNED(Coding.RATE, 1),

    /** Binary spikes, a layer fires after it has integrated: equal to the quantised network bit for bit. */
    SERIAL(Coding.SERIAL, 0),

    /** Graded spikes of 4 bits and a sign. */
    GRADED(Coding.RATE, 4),

    /** Graded spikes of 8 bits and a sign that change a decoded mean. */
    DIFFERENTIAL(Coding.DIFFERENTIAL, 8);

    private final Coding coding;
    private final int eventBits;

    Scheme(Coding coding, int eventBits) {
        this.coding = coding;
        this.eventBits = eventBits;
    }

    public Coding coding() {
        return coding;
    }

    /** K, the largest magnitude of an event. */
    public int largestEvent() {
        return Math.max(1, (1 << eventBits) - 1);
    }

    /**
     * Ticks that a layer waits for the one before. Binary neurons cannot take an early spike back: half a window of
     * waiting takes away most of the error of uneven spike trains, for half the latency of the serial schedule.
     */
    int startDelay(int timeSteps) {
        return this == RATE ? timeSteps / 2 : 0;
    }

    /** The least event of a neuron that has settled once. */
    int leastCorrection() {
        return coding == Coding.DIFFERENTIAL ? 2 : 1;
    }

    /** Whether all spikes are 0 or 1, so that a value of both signs needs two populations. */
    public boolean isBinary() {
        return eventBits == 0;
    }

    /** Whether functions that no integrate-and-fire neuron has run as function units instead of hinges. */
    public boolean hasFunctionUnits() {
        return eventBits > 1;
    }

    /** Steps of a neuron's transfer function from 0 to its threshold. */
    int steps(int timeSteps) {
        return coding == Coding.DIFFERENTIAL ? largestEvent() : Math.multiplyExact(largestEvent(), timeSteps);
    }

    /** As users write it: {@code rate-signed}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<Scheme> named(String text) {
        return Arrays.stream(values())
                .filter(scheme -> scheme.text().equals(text))
                .findFirst();
    }
}
