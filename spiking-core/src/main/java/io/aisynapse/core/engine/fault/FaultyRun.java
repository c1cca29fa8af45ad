package io.aisynapse.core.engine.fault;

import io.aisynapse.core.engine.stream.EventStream;
import io.aisynapse.core.engine.stream.StageRun;
import io.aisynapse.core.fault.Chance;
import io.aisynapse.core.fault.SpikeFaults;
import io.aisynapse.core.kernel.Events;
import io.aisynapse.core.kernel.NeuronOrder;
import io.aisynapse.core.kernel.StateExchange;
import io.aisynapse.core.tensor.Shape;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A stage of neurons some of which are stuck and some of whose spikes are lost: the sound stage runs, then its events
 * of the tick are written again as the faults have them. Its membranes do not notice.
 */
public final class FaultyRun implements StageRun {
    private final StageRun sound;
    private final EventStream own;
    private final SpikeFaults faults;
    private final int stage;
    private final int[] flat;
    private final boolean[] stuck;
    private final int[] firing;

    /** The tick at which all ticks' events are there, as in serial coding; 0 where each tick has its own. */
    private final int allAtTick;

    private Chance losses;
    private int[] neurons = new int[64];
    private int[] values = new int[64];

    /**
     * @param stage its number and its neurons
     * @param allAtTick the tick at which the sound stage gives the events of all ticks; 0 where it gives each its own
     */
    public FaultyRun(StageRun sound, EventStream own, SpikeFaults faults, Place stage, int allAtTick) {
        this.sound = sound;
        this.own = own;
        this.faults = faults;
        this.stage = stage.number;
        this.allAtTick = allAtTick;
        this.losses = faults.losses(new float[0]);
        this.flat = new int[stage.shape.size()];
        Arrays.setAll(flat, i -> NeuronOrder.flat(stage.shape, i));
        this.stuck = new boolean[flat.length];
        SpikeFaults.Neuron[] state = new SpikeFaults.Neuron[flat.length];
        for (int i = 0; i < stuck.length; i++) {
            state[i] = faults.neuron(this.stage, flat[i]);
            stuck[i] = state[i] != SpikeFaults.Neuron.SOUND;
        }
        this.firing = IntStream.range(0, flat.length)
                .filter(i -> state[i] == SpikeFaults.Neuron.FIRING)
                .toArray();
    }

    /** A stage's number and shape. */
    public record Place(int number, Shape shape) {}

    @Override
    public void start(float[] sample) {
        losses = faults.losses(sample);
        sound.start(sample);
    }

    @Override
    public void tick(int tick) {
        sound.tick(tick);
        if (allAtTick == 0) {
            write(tick, tick);
        } else if (tick == allAtTick) {
            write(1, tick);
        }
    }

    private void write(int first, int last) {
        Events events = own.events;
        int from = own.from(first);
        int count = own.to(last) - from;
        keep(events, from, count);
        int[] ends = new int[last - first + 1];
        Arrays.setAll(ends, i -> own.to(first + i) - from);
        events.grownTo(from);
        int at = 0;
        for (int tick = first; tick <= last; tick++) {
            for (; at < ends[tick - first]; at++) {
                if (!stuck[neurons[at]]) {
                    send(tick, neurons[at], values[at]);
                }
            }
            for (int neuron : firing) {
                send(tick, neuron, 1);
            }
            own.endTick(tick);
        }
    }

    private void send(int tick, int neuron, int value) {
        if (!faults.isLost(losses, stage, tick, flat[neuron])) {
            own.events.add(neuron, value);
        }
    }

    private void keep(Events events, int from, int count) {
        if (count > neurons.length) {
            neurons = new int[2 * count];
            values = new int[2 * count];
        }
        System.arraycopy(events.neurons(), from, neurons, 0, count);
        for (int e = 0; e < count; e++) {
            values[e] = events.value(from + e);
        }
    }

    @Override
    public void useBias(long[] byChannel) {
        sound.useBias(byChannel);
    }

    @Override
    public void exchange(StateExchange with) {
        sound.exchange(with);
    }

    @Override
    public long membrane(int neuron) {
        return sound.membrane(neuron);
    }

    @Override
    public long active() {
        return sound.active();
    }

    @Override
    public long saturations() {
        return sound.saturations();
    }

    @Override
    public long functions() {
        return sound.functions();
    }
}
