package io.aisynapse.core.engine;

import io.aisynapse.core.engine.stream.EventStream;
import io.aisynapse.core.engine.stream.StageRun;
import io.aisynapse.core.kernel.Events;
import io.aisynapse.core.kernel.StateExchange;
import io.aisynapse.core.program.Reciprocals;
import java.util.Arrays;
import java.util.function.IntConsumer;

/** A maximum gate in differential coding: the maximum of decoded values, emitted as integers of the source's unit. */
final class ExpectationGateRun implements StageRun {
    private static final long UNIT = Reciprocals.UNIT;

    private final GateWindows windows;
    private final EventStream source;
    private final EventStream own;
    private final long[] decoded;
    private final long[] best;
    private final long[] emitted;
    private final IntConsumer renewal;

    ExpectationGateRun(GateWindows windows, EventStream source, EventStream own) {
        this.windows = windows;
        this.source = source;
        this.own = own;
        this.decoded = new long[windows.inputs()];
        this.best = new long[windows.count()];
        this.emitted = new long[windows.count()];
        this.renewal = window -> best[window] = windows.best(decoded, window);
    }

    @Override
    public void start(float[] sample) {
        own.clear();
        Arrays.fill(decoded, 0);
        Arrays.fill(best, 0);
        Arrays.fill(emitted, 0);
        if (own.still) {
            gather(1);
        }
    }

    @Override
    public void exchange(StateExchange with) {
        with.longs(decoded);
        with.longs(best);
        with.longs(emitted);
    }

    @Override
    public void tick(int tick) {
        if (!own.still) {
            gather(tick);
            own.endTick(tick);
        }
    }

    private void gather(int tick) {
        Events events = source.events;
        int reciprocal = Reciprocals.of(tick);
        int from = source.from(tick);
        int to = source.to(tick);
        for (int e = from; e < to; e++) {
            decoded[events.neurons()[e]] += (long) events.value(e) * reciprocal;
        }
        windows.touch(events, from, to, renewal);
        for (int window = 0; window < best.length; window++) {
            long lack = tick * (best[window] - emitted[window]);
            if (lack >= UNIT / 2 || lack < -UNIT / 2) {
                long event = Math.floorDiv(lack + UNIT / 2, UNIT);
                emitted[window] += event * reciprocal;
                own.events.add(window, (int) event);
            }
        }
    }
}
