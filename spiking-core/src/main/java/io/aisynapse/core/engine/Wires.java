package io.aisynapse.core.engine;

import io.aisynapse.core.kernel.NeuronOrder;
import io.aisynapse.core.program.Stage;
import io.aisynapse.core.program.WindowTaps;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.Window;

/**
 * Where a source neuron's value goes: to the targets from {@code start[i]} to {@code start[i + 1]}, engine's order.
 *
 * @param single whether every source neuron has just one target, in step with the neurons
 */
record Wires(int source, int[] start, int[] target, boolean single) {
    private Wires(int source, int[] start, int[] target) {
        this(source, start, target, isSingle(start));
    }

    private static boolean isSingle(int[] start) {
        for (int i = 1; i < start.length; i++) {
            if (start[i] != i) {
                return false;
            }
        }
        return true;
    }

    /** To the windows of the same channel that contain the neuron. */
    static Wires window(int source, Window window, Shape from, Shape to) {
        WindowTaps taps = WindowTaps.of(window, from, to);
        int channels = from.channels();
        int[] start = new int[from.size() + 1];
        int[] target = new int[taps.output().length * channels];
        for (int i = 0; i < from.size(); i++) {
            int at = start[i];
            for (int t = taps.start()[i / channels]; t < taps.start()[i / channels + 1]; t++) {
                target[at++] = taps.output()[t] * channels + i % channels;
            }
            start[i + 1] = at;
        }
        return new Wires(source, start, target);
    }

    static Wires map(Stage.IndexMap map, Shape from) {
        int[] start = new int[from.size() + 1];
        for (int flat : map.map()) {
            if (flat >= 0) {
                start[NeuronOrder.inner(from, flat) + 1]++;
            }
        }
        for (int i = 0; i < from.size(); i++) {
            start[i + 1] += start[i];
        }
        int[] next = start.clone();
        int[] target = new int[start[from.size()]];
        for (int o = 0; o < map.map().length; o++) {
            if (map.map()[o] >= 0) {
                target[next[NeuronOrder.inner(from, map.map()[o])]++] = NeuronOrder.inner(map.shape(), o);
            }
        }
        return new Wires(map.source(), start, target);
    }

    /** A concatenation's part that begins at this flat index. */
    static Wires part(int source, Shape from, Shape to, int begin) {
        int[] start = new int[from.size() + 1];
        int[] target = new int[from.size()];
        for (int i = 0; i < from.size(); i++) {
            target[i] = NeuronOrder.inner(to, begin + NeuronOrder.flat(from, i));
            start[i + 1] = i + 1;
        }
        return new Wires(source, start, target);
    }

    int count(int neuron) {
        return start[neuron + 1] - start[neuron];
    }
}
