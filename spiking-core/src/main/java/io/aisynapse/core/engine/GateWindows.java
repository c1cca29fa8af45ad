package io.aisynapse.core.engine;

import io.aisynapse.core.kernel.Events;
import java.util.function.IntConsumer;

/** The windows of a gate and the inputs in each, both ways; which windows were touched by a tick's events. */
final class GateWindows {
    private final Wires wires;
    private final boolean least;
    private final int[] start;
    private final int[] input;
    private final int[] touched;
    private final boolean[] isTouched;

    /**
     * @param wires from inputs to the windows that contain them
     * @param least whether the gate takes the minimum
     */
    GateWindows(Wires wires, int count, boolean least) {
        this.wires = wires;
        this.least = least;
        this.start = new int[count + 1];
        this.input = new int[wires.target().length];
        this.touched = new int[count];
        this.isTouched = new boolean[count];
        invert();
    }

    private void invert() {
        for (int window : wires.target()) {
            start[window + 1]++;
        }
        for (int window = 0; window < count(); window++) {
            start[window + 1] += start[window];
        }
        int[] next = start.clone();
        for (int i = 0; i < inputs(); i++) {
            for (int w = wires.start()[i]; w < wires.start()[i + 1]; w++) {
                input[next[wires.target()[w]]++] = i;
            }
        }
    }

    int count() {
        return start.length - 1;
    }

    int inputs() {
        return wires.start().length - 1;
    }

    Wires wires() {
        return wires;
    }

    boolean least() {
        return least;
    }

    /** Visits each window that holds the neuron of an event, once. */
    void touch(Events events, int from, int to, IntConsumer visitor) {
        int size = 0;
        for (int e = from; e < to; e++) {
            int neuron = events.neurons()[e];
            for (int w = wires.start()[neuron]; w < wires.start()[neuron + 1]; w++) {
                int window = wires.target()[w];
                if (!isTouched[window]) {
                    isTouched[window] = true;
                    touched[size++] = window;
                }
            }
        }
        for (int i = 0; i < size; i++) {
            isTouched[touched[i]] = false;
            visitor.accept(touched[i]);
        }
    }

    /** The largest, or least, value among a window's inputs; a window without inputs is never touched. */
    long best(long[] values, int window) {
        long best = values[input[start[window]]];
        for (int w = start[window] + 1; w < start[window + 1]; w++) {
            long value = values[input[w]];
            best = least ? Math.min(best, value) : Math.max(best, value);
        }
        return best;
    }
}
