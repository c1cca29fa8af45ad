package io.aisynapse.core.engine;

import io.aisynapse.core.neuron.Coding;
import io.aisynapse.core.neuron.GroupFunction;
import io.aisynapse.core.neuron.NeuronModel;
import io.aisynapse.core.neuron.Operand;
import io.aisynapse.core.neuron.Transfer;
import io.aisynapse.core.snn.Kernel;
import io.aisynapse.core.snn.Projection;
import io.aisynapse.core.snn.SnnGraph;
import io.aisynapse.core.snn.SnnNode;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.UnaryFunction;
import io.aisynapse.core.tensor.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Small spiking networks of every kind of node, wired at random; a seed names one. */
public final class RandomNetworks {
    private static final int MAX_NEURONS = 1500;

    private final SplittableRandom random;
    private final Coding coding;
    private final boolean onlyBinary;
    private final List<SnnNode> nodes = new ArrayList<>();

    private RandomNetworks(long seed) {
        random = new SplittableRandom(seed);
        coding = Coding.values()[random.nextInt(3)];
        onlyBinary = coding == Coding.SERIAL || random.nextInt(4) == 0;
    }

    public static SnnGraph network(long seed) {
        return new RandomNetworks(seed).build();
    }

    public static float[] sample(SnnGraph graph, SplittableRandom random) {
        float[] sample = new float[graph.input().shape().size()];
        for (int i = 0; i < sample.length; i++) {
            sample[i] = random.nextInt(3) == 0 ? 0 : (float) random.nextDouble(-1.2, 1.2);
        }
        return sample;
    }

    private SnnGraph build() {
        boolean image = random.nextInt(4) > 0;
        Shape shape = image
                ? new Shape(pick(1, 2, 3, 4), random.nextInt(3, 11), random.nextInt(3, 11))
                : Shape.vector(random.nextInt(1, 400));
        double[] steps = new double[shape.channels()];
        for (int c = 0; c < steps.length; c++) {
            steps[c] = 1.0 / random.nextInt(40, 90);
        }
        nodes.add(new SnnNode.Input("input", shape, steps, 63));
        int layers = random.nextInt(1, 7);
        for (int layer = 0; layer < layers; layer++) {
            addNode(nodes.size() - 1);
        }
        Shape output = Shape.vector(random.nextInt(1, 12));
        List<Projection> projections = new ArrayList<>(List.of(dense(nodes.size() - 1, output)));
        if (random.nextInt(5) == 0) {
            projections.add(dense(random.nextInt(nodes.size()), output));
        }
        nodes.add(new SnnNode.Readout("readout", output, projections, floats(output.channels(), 0.5)));
        return new SnnGraph(coding, 0, nodes);
    }

    private void addNode(int source) {
        Shape from = shape(source);
        switch (random.nextInt(12)) {
            case 0 -> addPool(source, from, true);
            case 1, 2 -> addPool(source, from, false);
            case 3 -> addMap(source, from);
            case 4 -> addConcat(source, from);
            case 5 -> addResidual(source, from);
            case 8 -> addUnit(source, from);
            case 6, 7 -> addPopulation(List.of(dense(source, Shape.vector(random.nextInt(1, 90)))), null);
            default -> addConvolution(source, from);
        }
    }

    private void addPool(int source, Shape from, boolean sum) {
        Window window = window(from);
        Shape to = window.outputShape(from, from.channels());
        nodes.add(
                sum
                        ? new SnnNode.SumPool("sum" + nodes.size(), to, source, window)
                        : new SnnNode.MaxGate("max" + nodes.size(), to, source, window, random.nextInt(4) == 0));
    }

    private void addMap(int source, Shape from) {
        Shape to = new Shape(random.nextInt(1, 5), random.nextInt(1, 7), random.nextInt(1, 7));
        int[] map = new int[to.size()];
        for (int i = 0; i < map.length; i++) {
            map[i] = random.nextInt(-1, from.size());
        }
        nodes.add(new SnnNode.IndexMap("map" + nodes.size(), to, source, map));
    }

    private void addConcat(int source, Shape from) {
        int other = random.nextInt(nodes.size());
        Shape second = shape(other);
        boolean stack = second.height() == from.height() && second.width() == from.width();
        int size = from.size() + second.size();
        Shape to = stack
                ? new Shape(from.channels() + second.channels(), from.height(), from.width())
                : Shape.vector(size);
        if (size <= MAX_NEURONS) {
            nodes.add(new SnnNode.Concat("concat" + nodes.size(), to, List.of(source, other)));
        }
    }

    private void addResidual(int source, Shape from) {
        List<Projection> projections = new ArrayList<>();
        projections.add(new Projection(source, new Kernel.Diagonal(floats(from.channels(), 1))));
        Window window = new Window(new Window.Extent(3, 1, 1, 1, 1), new Window.Extent(3, 1, 1, 1, 1));
        float[] weight = floats(from.channels() * from.channels() * 9, 0.7);
        projections.add(
                new Projection(source, new Kernel.Convolution(from.channels(), from.channels(), 1, window, weight)));
        if (from.channels() <= 8) {
            addPopulation(projections, from);
        }
    }

    private void addConvolution(int source, Shape from) {
        int groups = random.nextInt(3) == 0 ? from.channels() : 1;
        if (from.channels() > 32) {
            return;
        }
        int channels = groups * pick(1, 2, 5, 16, 33);
        Window window = window(from);
        Shape to = window.outputShape(from, channels);
        if (to.size() > MAX_NEURONS) {
            return;
        }
        int fanIn = from.channels() / groups * window.area();
        float[] weight = floats(channels * fanIn, 3 / Math.sqrt(fanIn));
        Kernel kernel = new Kernel.Convolution(from.channels(), channels, groups, window, weight);
        addPopulation(List.of(new Projection(source, kernel)), to);
    }

    private Projection dense(int source, Shape to) {
        int inputs = shape(source).size();
        float[] weight = floats(inputs * to.size(), 4 / Math.sqrt(inputs));
        return new Projection(source, new Kernel.Dense(inputs, to.size(), weight));
    }

    private void addPopulation(List<Projection> projections, @Nullable Shape given) {
        Shape to = given == null
                ? Shape.vector(((Kernel.Dense) projections.getFirst().kernel()).outputCount())
                : given;
        List<Projection> all = new ArrayList<>(projections);
        if (given == null && random.nextInt(4) == 0) {
            all.add(dense(random.nextInt(nodes.size()), to));
        }
        double bias = random.nextInt(10) == 0 ? 300 : 0.4;
        nodes.add(new SnnNode.Population(
                "population" + nodes.size(),
                to,
                all,
                floats(to.channels(), bias),
                positive(to.channels()),
                model(to.channels())));
    }

    private NeuronModel model(int channels) {
        if (onlyBinary && coding != Coding.DIFFERENTIAL) {
            return NeuronModel.binary();
        }
        int largest = onlyBinary ? 1 : pick(1, 3, 15, 255);
        Transfer transfer = switch (random.nextInt(onlyBinary ? 3 : 7)) {
            case 0 -> new Transfer.Identity();
            case 1 -> new Transfer.Relu(2.5f);
            case 2 -> new Transfer.Relu(Float.POSITIVE_INFINITY);
            case 3 -> new Transfer.Leaky(floats(channels, 1));
            case 4 -> new Transfer.Smooth(UnaryFunction.of(UnaryFunction.Kind.TANH));
            case 5 -> new Transfer.Levels(0.25f, pick(-7, 0), 9);
            default -> new Transfer.Smooth(UnaryFunction.of(UnaryFunction.Kind.LOG));
        };
        return new NeuronModel(largest, random.nextInt(1, Math.min(3, largest) + 1), random.nextBoolean(), transfer);
    }

    private float[] positive(int count) {
        float[] values = floats(count, 0.5);
        for (int i = 0; i < count; i++) {
            values[i] = Math.abs(values[i]) + 0.01f;
        }
        return values;
    }

    /** A function unit whose operands are this node, and for functions of two a second node of the same size. */
    private void addUnit(int source, Shape from) {
        if (coding == Coding.SERIAL || onlyBinary) {
            return;
        }
        int size = from.size();
        Operand one = operand(source, size);
        GroupFunction function = switch (random.nextInt(4)) {
            case 0 -> new GroupFunction.Softmax(size);
            case 1 -> new GroupFunction.LayerNorm(floats(size, 1), floats(size, 1), 1e-3f);
            case 2 -> new GroupFunction.Multiply();
            default -> new GroupFunction.Product(1, size, 1, size);
        };
        Shape to = function instanceof GroupFunction.Product ? Shape.vector(size * size) : from;
        List<Operand> operands = function.operands() == 1 ? List.of(one) : List.of(one, operand(source, size));
        if (to.size() <= MAX_NEURONS) {
            nodes.add(new SnnNode.Unit("unit" + nodes.size(), to, function, operands, 0.05f, 63));
        }
    }

    private Operand operand(int source, int size) {
        return new Operand(List.of(new Operand.Term(source, floats(size, 0.2))), floats(size, 0.1));
    }

    private Window window(Shape from) {
        return new Window(extent(from.height()), extent(from.width()));
    }

    private Window.Extent extent(int size) {
        int kernel = random.nextInt(1, Math.min(4, size) + 1);
        int dilation = kernel > 1 && (kernel - 1) * 2 + 1 <= size ? pick(1, 1, 2) : 1;
        int before = random.nextInt(0, kernel);
        return new Window.Extent(kernel, random.nextInt(1, 4), dilation, before, random.nextInt(0, kernel));
    }

    private float[] floats(int count, double scale) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            double shrink = Math.scalb(1.0, -random.nextInt(3));
            values[i] = (float) (random.nextDouble(-1, 1.1) * scale * shrink);
        }
        return values;
    }

    private int pick(int... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private Shape shape(int node) {
        return nodes.get(node).shape();
    }
}
