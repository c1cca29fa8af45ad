package io.aisynapse.core.fault;

import java.util.List;

/**
 * What is broken in a chip. Whether one neuron, bit or spike is broken is a function of the seed and of which it is,
 * and of nothing else.
 *
 * @param deadCores numbered over all chips; populations are placed around them
 * @param deadCount further dead cores, drawn among those of the chips that the network takes
 * @param silent share of neurons that never spike, 0 to 1
 * @param firing share of neurons that spike at every tick, with an event of 1; with {@code silent} at most 1
 * @param flippedBits share of the bits of weights that are the other way round, 0 to 1: sign and magnitude, and those
 *     of a convolution's kernel once for all positions
 * @param lostSpikes share of events that are lost as they leave their neuron: none of its targets hears them, and they
 *     are not counted
 */
public record Faults(
        long seed,
        List<Integer> deadCores,
        int deadCount,
        double silent,
        double firing,
        double flippedBits,
        double lostSpikes) {
    public Faults {
        deadCores = List.copyOf(deadCores);
        if (deadCount < 0) {
            throw new IllegalArgumentException(deadCount + " dead cores");
        }
        requireShare(silent);
        requireShare(firing);
        requireShare(silent + firing);
        requireShare(flippedBits);
        requireShare(lostSpikes);
    }

    private static void requireShare(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(share + " is no share");
        }
    }

    /** Whether any neuron or spike is broken, so that an engine must know. */
    public boolean touchSpikes() {
        return silent > 0 || firing > 0 || lostSpikes > 0;
    }

    public boolean touchCores() {
        return !deadCores.isEmpty() || deadCount > 0;
    }

    public Chance chance(Chance.Kind kind) {
        return Chance.of(seed, kind);
    }
}
