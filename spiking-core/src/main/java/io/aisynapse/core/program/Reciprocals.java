package io.aisynapse.core.program;

/** {@code r_t = round(2^16 / t)}: what an event of tick t adds to a decoded value in differential coding. */
public final class Reciprocals {
    /** Units of a decoded value in one event. */
    public static final int UNIT = 1 << 16;

    private Reciprocals() {}

    /** @param tick from 1 */
    public static int of(int tick) {
        return (UNIT + tick / 2) / tick;
    }
}
