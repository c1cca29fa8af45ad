package io.aisynapse.core.engine;

import io.aisynapse.core.kernel.Events;
import java.util.Arrays;

/** A maximum gate: counts of its inputs, and for each window the highest of them. */
final class GateRun implements StageRun {
    private final Wires wires;
    private final int[] windowStart;
    private final int[] windowInput;
    private final EventStream source;
    private final EventStream own;
    private final int[] count;
    private final int[] highest;
    private final int[] touched;
    private final boolean[] isTouched;

    /** @param wires from inputs to the windows that contain them */
    GateRun(Wires wires, int windows, EventStream source, EventStream own) {
        this.wires = wires;
        this.source = source;
        this.own = own;
        this.count = new int[wires.start().length - 1];
        this.highest = new int[windows];
        this.touched = new int[windows];
        this.isTouched = new boolean[windows];
        this.windowStart = new int[windows + 1];
        this.windowInput = new int[wires.target().length];
        invert();
    }

    private void invert() {
        for (int window : wires.target()) {
            windowStart[window + 1]++;
        }
        for (int w = 0; w < highest.length; w++) {
            windowStart[w + 1] += windowStart[w];
        }
        int[] next = windowStart.clone();
        for (int i = 0; i < count.length; i++) {
            for (int w = wires.start()[i]; w < wires.start()[i + 1]; w++) {
                windowInput[next[wires.target()[w]]++] = i;
            }
        }
    }

    @Override
    public void start(float[] sample) {
        own.clear();
        Arrays.fill(count, 0);
        Arrays.fill(highest, 0);
        if (own.still) {
            gather(1);
        }
    }

    @Override
    public void tick(int tick) {
        if (own.still) {
            return;
        }
        if (source.events.values() == null) {
            raise(tick);
        } else {
            gather(tick);
        }
        own.endTick(tick);
    }

    /** Values of 1 only: a window's maximum rises by one at most, so the first input that raises it decides. */
    private void raise(int tick) {
        for (int e = source.from(tick); e < source.to(tick); e++) {
            int neuron = source.events.neurons()[e];
            int reached = ++count[neuron];
            for (int w = wires.start()[neuron]; w < wires.start()[neuron + 1]; w++) {
                int window = wires.target()[w];
                if (reached > highest[window]) {
                    highest[window] = reached;
                    own.events.add(window, 1);
                }
            }
        }
    }

    /** Any values: the maxima of the windows that were reached are found anew. */
    private void gather(int tick) {
        Events events = source.events;
        int size = 0;
        for (int e = source.from(tick); e < source.to(tick); e++) {
            int neuron = events.neurons()[e];
            count[neuron] += events.value(e);
            for (int w = wires.start()[neuron]; w < wires.start()[neuron + 1]; w++) {
                int window = wires.target()[w];
                if (!isTouched[window]) {
                    isTouched[window] = true;
                    touched[size++] = window;
                }
            }
        }
        for (int i = 0; i < size; i++) {
            int window = touched[i];
            isTouched[window] = false;
            int most = Integer.MIN_VALUE;
            for (int w = windowStart[window]; w < windowStart[window + 1]; w++) {
                most = Math.max(most, count[windowInput[w]]);
            }
            if (most != highest[window]) {
                own.events.add(window, most - highest[window]);
                highest[window] = most;
            }
        }
    }
}
