package io.aisynapse.core.engine;

import io.aisynapse.core.engine.stream.EventStream;
import io.aisynapse.core.engine.stream.StageRun;
import io.aisynapse.core.kernel.Events;
import io.aisynapse.core.kernel.StateExchange;
import java.util.Arrays;
import java.util.function.IntConsumer;

/** A maximum gate: counts of its inputs, and for each window the highest, or lowest, of them. */
final class GateRun implements StageRun {
    private final GateWindows windows;
    private final EventStream source;
    private final EventStream own;
    private final long[] count;
    private final long[] best;
    private final IntConsumer update = this::update;

    GateRun(GateWindows windows, EventStream source, EventStream own) {
        this.windows = windows;
        this.source = source;
        this.own = own;
        this.count = new long[windows.inputs()];
        this.best = new long[windows.count()];
    }

    @Override
    public void start(float[] sample) {
        own.clear();
        Arrays.fill(count, 0);
        Arrays.fill(best, 0);
        if (own.still) {
            gather(1);
        }
    }

    @Override
    public void exchange(StateExchange with) {
        with.longs(count);
        with.longs(best);
    }

    @Override
    public void tick(int tick) {
        if (own.still) {
            return;
        }
        if (source.events.values() == null && !windows.least()) {
            raise(tick);
        } else {
            gather(tick);
        }
        own.endTick(tick);
    }

    /** Values of 1 only: a window's maximum rises by one at most, so the first input that raises it decides. */
    private void raise(int tick) {
        Wires wires = windows.wires();
        for (int e = source.from(tick); e < source.to(tick); e++) {
            int neuron = source.events.neurons()[e];
            long reached = ++count[neuron];
            for (int w = wires.start()[neuron]; w < wires.start()[neuron + 1]; w++) {
                int window = wires.target()[w];
                if (reached > best[window]) {
                    best[window] = reached;
                    own.events.add(window, 1);
                }
            }
        }
    }

    /** Any values: the windows that were reached are looked through anew. */
    private void gather(int tick) {
        Events events = source.events;
        int from = source.from(tick);
        int to = source.to(tick);
        for (int e = from; e < to; e++) {
            count[events.neurons()[e]] += events.value(e);
        }
        windows.touch(events, from, to, update);
    }

    private void update(int window) {
        long now = windows.best(count, window);
        if (now != best[window]) {
            own.events.add(window, (int) (now - best[window]));
            best[window] = now;
        }
    }
}
