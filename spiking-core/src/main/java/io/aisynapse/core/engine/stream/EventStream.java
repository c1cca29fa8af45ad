package io.aisynapse.core.engine.stream;

import io.aisynapse.core.kernel.Events;
import io.aisynapse.core.kernel.StateExchange;
import io.aisynapse.core.kernel.SynapseKernels;

/** The events of one stage over all ticks of one sample; a stage that holds still keeps those of one tick only. */
public final class EventStream {
    public final Events events;
    public final boolean still;
    private final boolean once;
    private final int[] start;

    /** @param once whether what holds still happens at the first tick only, as in differential coding */
    public EventStream(boolean graded, boolean still, boolean once, int timeSteps) {
        this.events = new Events(graded);
        this.still = still;
        this.once = once;
        this.start = new int[timeSteps + 2];
    }

    public void clear() {
        events.clear();
        start[1] = 0;
    }

    /** Ends tick t: what was added since the tick before belongs to it. */
    public void endTick(int tick) {
        start[tick + 1] = events.size();
    }

    public int from(int tick) {
        return still ? 0 : start[tick];
    }

    public int to(int tick) {
        if (still) {
            return once && tick > 1 ? 0 : events.size();
        }
        return start[tick + 1];
    }

    public SynapseKernels.Range tick(int tick, SynapseKernels.Range range) {
        return range.set(from(tick), to(tick));
    }

    /** The events of one sample, kept for later. */
    public record Saved(Events events, int[] start) {}

    public Saved save() {
        return new Saved(events.copy(), start.clone());
    }

    public void load(Saved saved) {
        events.show(saved.events);
        System.arraycopy(saved.start, 0, start, 0, start.length);
    }

    /** Saves or restores the events of the first ticks; of what holds still, those of the sample. */
    public void exchange(StateExchange with, int ticks) {
        int size = Math.toIntExact(with.value(events.size()));
        events.reserve(Math.max(0, size - events.size()));
        events.grownTo(size);
        with.ints(events.neurons(), size);
        int[] values = events.values();
        if (values != null) {
            with.ints(values, size);
        }
        with.ints(start, ticks + 2);
    }

    /** How often the events of this stream happen in a sample. */
    public int repeats(int timeSteps) {
        return still && !once ? timeSteps : 1;
    }
}
