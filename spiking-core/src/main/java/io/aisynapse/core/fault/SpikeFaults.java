package io.aisynapse.core.fault;

/**
 * Stuck neurons and lost spikes while a program runs. A sample is known by its values, so that it does not matter where
 * in a dataset, on which node or in which order it is run.
 */
public final class SpikeFaults {
    private final Faults faults;
    private final Chance neurons;
    private final Chance spikes;

    public SpikeFaults(Faults faults) {
        this.faults = faults;
        this.neurons = faults.chance(Chance.Kind.STUCK_NEURON);
        this.spikes = faults.chance(Chance.Kind.LOST_SPIKE);
    }

    /** What becomes of a neuron. */
    public enum Neuron {
        SOUND,
        SILENT,
        FIRING
    }

    /** @param neuron in flat order */
    public Neuron neuron(int stage, int neuron) {
        double share = neurons.with(stage).share(neuron);
        if (share < faults.silent()) {
            return Neuron.SILENT;
        }
        return share < faults.silent() + faults.firing() ? Neuron.FIRING : Neuron.SOUND;
    }

    /** The losses of one sample. */
    public Chance losses(float[] sample) {
        Chance chance = spikes;
        long key = sample.length;
        for (float value : sample) {
            key = chance.bits(key ^ Float.floatToRawIntBits(value));
        }
        return chance.with(key);
    }

    /** @param losses of the sample, {@code neuron} in flat order */
    public boolean isLost(Chance losses, int stage, int tick, int neuron) {
        return losses.share(stage, tick, neuron) < faults.lostSpikes();
    }

    /** What leaves a neuron where a sound one would send an event, or none (0). */
    public int sent(Chance losses, Place place, int event) {
        int sent = switch (neuron(place.stage, place.neuron)) {
            case SOUND -> event;
            case SILENT -> 0;
            case FIRING -> 1;
        };
        return sent != 0 && isLost(losses, place.stage, place.tick, place.neuron) ? 0 : sent;
    }

    /** A neuron, in flat order, at a tick. */
    public record Place(int stage, int neuron, int tick) {}
}
