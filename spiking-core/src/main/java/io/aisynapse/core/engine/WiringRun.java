package io.aisynapse.core.engine;

import io.aisynapse.core.engine.stream.EventStream;
import io.aisynapse.core.engine.stream.StageRun;
import io.aisynapse.core.kernel.Events;
import java.util.List;

/** Pools that sum, maps and concatenations: each target's value is the sum of what its wires bring. */
final class WiringRun implements StageRun {
    private final List<Wires> wires;
    private final EventStream[] streams;
    private final EventStream own;
    private final int[] sum;
    private final int[] touched;
    private final boolean[] isTouched;

    /** @param streams of all stages */
    WiringRun(List<Wires> wires, int size, EventStream[] streams, EventStream own) {
        this.wires = wires;
        this.streams = streams;
        this.own = own;
        this.sum = new int[size];
        this.touched = new int[size];
        this.isTouched = new boolean[size];
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
        int count = 0;
        for (Wires each : wires) {
            EventStream source = streams[each.source()];
            Events events = source.events;
            for (int e = source.from(tick); e < source.to(tick); e++) {
                int neuron = events.neurons()[e];
                for (int w = each.start()[neuron]; w < each.start()[neuron + 1]; w++) {
                    int target = each.target()[w];
                    sum[target] += events.value(e);
                    if (!isTouched[target]) {
                        isTouched[target] = true;
                        touched[count++] = target;
                    }
                }
            }
        }
        for (int i = 0; i < count; i++) {
            int target = touched[i];
            if (sum[target] != 0) {
                own.events.add(target, sum[target]);
            }
            sum[target] = 0;
            isTouched[target] = false;
        }
    }
}
