package io.aisynapse.core.snn.real;

import io.aisynapse.core.snn.Kernel;
import io.aisynapse.core.tensor.Shape;
import java.util.List;

/** Adds the weights of events to currents. */
final class Synapses {
    private Synapses() {}

    /** @param shapes of source and target */
    static void add(Kernel kernel, double[] events, List<Shape> shapes, double[] current) {
        Shape from = shapes.getFirst();
        Shape to = shapes.getLast();
        switch (kernel) {
            case Kernel.Dense dense -> {
                for (int i = 0; i < events.length; i++) {
                    for (int o = 0; o < current.length && events[i] != 0; o++) {
                        current[o] += events[i] * dense.weight()[i * dense.outputCount() + o];
                    }
                }
            }
            case Kernel.Sparse sparse -> {
                for (int i = 0; i < events.length; i++) {
                    for (int w = sparse.rowStart()[i]; w < sparse.rowStart()[i + 1] && events[i] != 0; w++) {
                        current[sparse.target()[w]] += events[i] * sparse.weight()[w];
                    }
                }
            }
            case Kernel.Diagonal diagonal -> {
                for (int i = 0; i < current.length; i++) {
                    current[i] += events[i] * diagonal.weightByChannel()[i / to.plane()];
                }
            }
            case Kernel.Convolution convolution -> slide(convolution, events, from, to, current);
        }
    }

    private static void slide(Kernel.Convolution kernel, double[] events, Shape from, Shape to, double[] current) {
        int inputs = kernel.inputChannels() / kernel.groups();
        int outputs = kernel.outputChannels() / kernel.groups();
        int area = kernel.window().area();
        Windows.slide(kernel.window(), from, to, (p, q, tap) -> {
            for (int o = 0; o < kernel.outputChannels(); o++) {
                for (int i = 0; i < inputs; i++) {
                    double event = events[(o / outputs * inputs + i) * from.plane() + p];
                    current[o * to.plane() + q] += event * kernel.weight()[(o * inputs + i) * area + tap];
                }
            }
        });
    }
}
