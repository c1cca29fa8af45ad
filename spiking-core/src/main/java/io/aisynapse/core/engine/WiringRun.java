package io.aisynapse.core.engine;

import io.aisynapse.core.engine.stream.EventStream;
import io.aisynapse.core.engine.stream.StageRun;
import io.aisynapse.core.kernel.Events;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pools that sum, maps and concatenations: each target's value is the sum of what its wires bring. */
final class WiringRun implements StageRun {
    private final Wires[] wires;
    private final EventStream[] streams;
    private final EventStream own;
    private final int[] sum;

    /** One bit a target that the tick's events reached. */
    private final long[] touched;

    /** @param streams of all stages */
    WiringRun(List<Wires> wires, int size, EventStream[] streams, EventStream own) {
        this.wires = wires.toArray(Wires[]::new);
        this.streams = streams;
        this.own = own;
        this.sum = new int[size];
        this.touched = new long[(size + Long.SIZE - 1) / Long.SIZE];
    }

    @Override
    public void start(float[] sample) {
        own.clear();
        if (own.still) {
            gather(1);
        }
    }

    @Override
    public void tick(int tick) {
        if (!own.still) {
            gather(tick);
            own.endTick(tick);
        }
    }

    private void gather(int tick) {
        for (Wires each : wires) {
            EventStream source = streams[each.source()];
            if (each.single()) {
                addSingle(each, source, tick);
            } else {
                add(each, source, tick);
            }
        }
        for (int w = 0; w < touched.length; w++) {
            for (long rest = touched[w]; rest != 0; rest &= rest - 1) {
                int target = w * Long.SIZE + Long.numberOfTrailingZeros(rest);
                if (sum[target] != 0) {
                    own.events.add(target, sum[target]);
                    sum[target] = 0;
                }
            }
            touched[w] = 0;
        }
    }

    private void add(Wires each, EventStream source, int tick) {
        Events events = source.events;
        for (int e = source.from(tick); e < source.to(tick); e++) {
            int neuron = events.neurons()[e];
            for (int w = each.start()[neuron]; w < each.start()[neuron + 1]; w++) {
                int target = each.target()[w];
                sum[target] += events.value(e);
                touched[target / Long.SIZE] |= 1L << target;
            }
        }
    }

    /** Each source neuron has one target, as in windows side by side. */
    private void addSingle(Wires each, EventStream source, int tick) {
        int[] neurons = source.events.neurons();
        int @Nullable [] values = source.events.values();
        int[] targets = each.target();
        int to = source.to(tick);
        for (int e = source.from(tick); e < to; e++) {
            int target = targets[neurons[e]];
            sum[target] += values == null ? 1 : values[e];
            touched[target >> 6] |= 1L << target;
        }
    }
}
