package io.aisynapse.core.fault;

/**
 * Numbers that look drawn and are computed: the same for the same seed and keys, in whatever order they are asked for.
 * The mixing step is SplitMix64's (Steele, Lea, Flood 2014).
 */
public final class Chance {
    private static final long STEP = 0x9e3779b97f4a7c15L;
    private static final double UNIT = 0x1.0p-53;

    private final long state;

    private Chance(long state) {
        this.state = state;
    }

    /** What is drawn; each kind has numbers of its own. */
    public enum Kind {
        DEAD_CORE,
        STUCK_NEURON,
        FLIPPED_BIT,
        LOST_SPIKE
    }

    static Chance of(long seed, Kind kind) {
        return new Chance(mixed(mixed(seed) + kind.ordinal()));
    }

    /** Chances below a key, independent of those below any other. */
    public Chance with(long key) {
        return new Chance(next(state, key));
    }

    /** The share of a key, 0 to below 1. */
    public double share(long key) {
        return shareOf(next(state, key));
    }

    /** As {@code with(first).with(second).share(third)}, without an object. */
    public double share(long first, long second, long third) {
        return shareOf(next(next(next(state, first), second), third));
    }

    /** All of a key's 64 bits. */
    public long bits(long key) {
        return next(state, key);
    }

    private static long next(long state, long key) {
        return mixed(state + STEP * (key + 1));
    }

    private static double shareOf(long bits) {
        return (bits >>> 11) * UNIT;
    }

    private static long mixed(long bits) {
        long z = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
