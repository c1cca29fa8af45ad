package io.aisynapse.core.nir;

import io.aisynapse.core.neuron.Coding;
import io.aisynapse.core.neuron.NeuronModel;
import io.aisynapse.core.snn.Kernel;
import io.aisynapse.core.snn.Projection;
import io.aisynapse.core.snn.SnnGraph;
import io.aisynapse.core.snn.SnnNode;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Spiking networks of everything that NIR can say, wired at random; a seed names one. */
final class RateNetworks {
    private final SplittableRandom random;
    private final List<SnnNode> nodes = new ArrayList<>();

    private RateNetworks(long seed) {
        random = new SplittableRandom(seed);
    }

    static SnnGraph network(long seed) {
        return new RateNetworks(seed).build();
    }

    private SnnGraph build() {
        Shape shape = switch (random.nextInt(4)) {
            case 0 -> Shape.vector(random.nextInt(2, 40));
            case 1 -> new Shape(random.nextInt(1, 4), 1, random.nextInt(4, 12));
            default -> new Shape(random.nextInt(1, 4), random.nextInt(4, 9), random.nextInt(4, 9));
        };
        nodes.add(new SnnNode.Input("input.0", shape, 1.0 / 63, 63));
        int last = random.nextInt(2, 6);
        for (int i = 0; i < last; i++) {
            addNode(nodes.size() - 1);
        }
        Shape outputs = Shape.vector(random.nextInt(2, 6));
        nodes.add(new SnnNode.Readout(
                "readout", outputs, List.of(dense(nodes.size() - 1, outputs)), floats(outputs.size(), 0.5)));
        return new SnnGraph(Coding.RATE, 0, nodes);
    }

    private void addNode(int source) {
        Shape from = nodes.get(source).shape();
        switch (random.nextInt(8)) {
            case 0 -> addPool(source, from);
            case 1 -> addJoined(source, from);
            case 2 -> addResidual(source, from);
            case 3 -> addPopulation(Shape.vector(random.nextInt(2, 30)), List.of());
            case 4 -> addMap(source, from);
            default -> addConvolution(source, from);
        }
    }

    private void addPool(int source, Shape from) {
        Window window = window(from);
        nodes.add(new SnnNode.SumPool(
                "/pool/" + nodes.size(), window.outputShape(from, from.channels()), source, window));
    }

    private void addJoined(int source, Shape from) {
        addConvolution(source, from);
        Shape next = nodes.getLast().shape();
        if (next.height() == from.height() && next.width() == from.width()) {
            Shape both = new Shape(from.channels() + next.channels(), from.height(), from.width());
            nodes.add(new SnnNode.Concat("concat" + nodes.size(), both, List.of(source, nodes.size() - 1)));
        }
    }

    /** A permutation with holes, read by a dense layer. */
    private void addMap(int source, Shape from) {
        int[] map = random.ints(from.size(), -1, from.size()).toArray();
        nodes.add(new SnnNode.IndexMap("map" + nodes.size(), Shape.vector(from.size()), source, map));
        addPopulation(Shape.vector(random.nextInt(2, 20)), List.of());
    }

    private void addResidual(int source, Shape from) {
        Window window = new Window(extent(from.height() > 1 ? 3 : 1), extent(from.width() > 1 ? 3 : 1));
        float[] weight = floats(from.channels() * from.channels() * window.area(), 0.5);
        Kernel kernel = new Kernel.Convolution(from.channels(), from.channels(), 1, window, weight);
        Projection identity = new Projection(source, new Kernel.Diagonal(floats(from.channels(), 1)));
        addPopulation(from, List.of(new Projection(source, kernel), identity));
    }

    private static Window.Extent extent(int kernel) {
        return new Window.Extent(kernel, 1, 1, kernel / 2, kernel / 2);
    }

    private void addConvolution(int source, Shape from) {
        boolean grouped = random.nextInt(3) == 0;
        int groups = grouped ? from.channels() : 1;
        int channels = groups * random.nextInt(1, 4);
        Window window = window(from);
        float[] weight = floats(channels * from.channels() / groups * window.area(), 0.8);
        Kernel kernel = new Kernel.Convolution(from.channels(), channels, groups, window, weight);
        addPopulation(window.outputShape(from, channels), List.of(new Projection(source, kernel)));
    }

    private Window window(Shape from) {
        return new Window(axis(from.height()), axis(from.width()));
    }

    private Window.Extent axis(int size) {
        int kernel = random.nextInt(1, Math.min(3, size) + 1);
        int dilation = (kernel - 1) * 2 < size ? random.nextInt(1, 3) : 1;
        return new Window.Extent(
                kernel, random.nextInt(1, 3), dilation, random.nextInt(0, kernel), random.nextInt(0, kernel));
    }

    private void addPopulation(Shape shape, List<Projection> given) {
        List<Projection> projections = given.isEmpty() ? List.of(dense(nodes.size() - 1, shape)) : given;
        float[] eventValue = floats(shape.channels(), 1);
        for (int i = 0; i < eventValue.length; i++) {
            eventValue[i] = Math.abs(eventValue[i]) + 0.1f;
        }
        nodes.add(new SnnNode.Population(
                "population." + nodes.size(),
                shape,
                projections,
                floats(shape.channels(), 0.4),
                eventValue,
                NeuronModel.binary()));
    }

    private Projection dense(int source, Shape to) {
        int inputs = nodes.get(source).shape().size();
        return new Projection(
                source, new Kernel.Dense(inputs, to.size(), floats(inputs * to.size(), 2 / Math.sqrt(inputs))));
    }

    private float[] floats(int count, double scale) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (random.nextDouble(-0.7, 1) * scale);
        }
        return values;
    }
}
