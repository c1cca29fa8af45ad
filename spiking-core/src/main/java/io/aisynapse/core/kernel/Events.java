package io.aisynapse.core.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A growing list of events: neurons and, unless all of them are 1, values. */
public final class Events {
    private int[] neuron = new int[64];
    private int @Nullable [] value;
    private int size;

    public Events(boolean graded) {
        this.value = graded ? new int[64] : null;
    }

    public int size() {
        return size;
    }

    public int[] neurons() {
        return neuron;
    }

    /** Values in step with the neurons; null when all are 1. */
    public int @Nullable [] values() {
        return value;
    }

    public int value(int at) {
        int[] values = value;
        return values == null ? 1 : values[at];
    }

    /** A copy that holds no more than its events. */
    public Events copy() {
        int[] values = value;
        Events copy = new Events(values != null);
        copy.neuron = Arrays.copyOf(neuron, size);
        copy.value = values == null ? null : Arrays.copyOf(values, size);
        copy.size = size;
        return copy;
    }

    /** Shows the events of another list, which must not be changed through this one. */
    public void show(Events other) {
        neuron = other.neuron;
        value = other.value;
        size = other.size;
    }

    public void clear() {
        size = 0;
    }

    public void add(int neuronIndex, int eventValue) {
        reserve(1);
        int[] values = value;
        if (values != null) {
            values[size] = eventValue;
        }
        neuron[size++] = neuronIndex;
    }

    /** Makes room for so many more, so that a kernel may write to {@link #neurons} behind {@link #size}. */
    public void reserve(int more) {
        if (size + more > neuron.length) {
            int length = Math.max(size + more, neuron.length + (neuron.length >> 1));
            neuron = Arrays.copyOf(neuron, length);
            int[] values = value;
            value = values == null ? null : Arrays.copyOf(values, length);
        }
    }

    /** Writes a graded event behind {@link #size}, where room was reserved. */
    void put(int at, int neuronIndex, int eventValue) {
        neuron[at] = neuronIndex;
        int[] values = value;
        if (values != null) {
            values[at] = eventValue;
        }
    }

    /** Takes over what a kernel wrote. */
    public void grownTo(int newSize) {
        size = newSize;
    }
}
