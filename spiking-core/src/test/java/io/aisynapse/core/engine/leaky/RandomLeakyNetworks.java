package io.aisynapse.core.engine.leaky;

import io.aisynapse.core.neuron.Decoding;
import io.aisynapse.core.neuron.Firing;
import io.aisynapse.core.neuron.LeakyMembrane;
import io.aisynapse.core.neuron.NeuronModel;
import io.aisynapse.core.neuron.Transfer;
import io.aisynapse.core.snn.Kernel;
import io.aisynapse.core.snn.Projection;
import io.aisynapse.core.snn.SnnGraph;
import io.aisynapse.core.snn.SnnNode;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Small networks of leaky neurons between other nodes, with delays and recurrence, wired at random by a seed. */
public final class RandomLeakyNetworks {
    private static final Window.Extent THREE = new Window.Extent(3, 1, 1, 1, 1);

    private final SplittableRandom random;
    private final boolean perTick;
    private final boolean graded;
    private final boolean uniform;
    private final List<SnnNode> nodes = new ArrayList<>();

    private RandomLeakyNetworks(long seed, boolean graded, boolean uniform) {
        this.random = new SplittableRandom(seed);
        this.perTick = random.nextInt(3) > 0;
        this.graded = graded;
        this.uniform = uniform;
    }

    /**
     * @param graded whether some events may be larger than 1
     * @param uniform whether neurons of a layer have one threshold
     */
    public static SnnGraph network(long seed, boolean graded, boolean uniform) {
        return new RandomLeakyNetworks(seed, graded, uniform).build();
    }

    public static float[] sample(SnnGraph graph, int timeSteps, SplittableRandom random) {
        int ticks = graph.input().perTick() ? timeSteps : 1;
        float[] sample = new float[graph.input().shape().size() * ticks];
        for (int i = 0; i < sample.length; i++) {
            sample[i] = random.nextInt(3) > 0 ? 0 : (float) random.nextDouble(-1.2, 1.2);
        }
        return sample;
    }

    private SnnGraph build() {
        boolean image = random.nextBoolean();
        Shape shape = image
                ? new Shape(random.nextInt(1, 4), random.nextInt(2, 6), random.nextInt(2, 6))
                : Shape.vector(random.nextInt(1, 40));
        double[] step = new double[shape.channels()];
        Arrays.setAll(step, _ -> 1.0 / random.nextInt(1, 20));
        nodes.add(new SnnNode.Input("input", shape, step, random.nextBoolean() ? 1 : 15, perTick));
        int layers = random.nextInt(1, 5);
        for (int layer = 0; layer < layers; layer++) {
            addNode(nodes.size() - 1);
        }
        for (int n = 1; n < nodes.size(); n++) {
            if (nodes.get(n) instanceof SnnNode.LeakyPopulation population && random.nextInt(3) > 0) {
                nodes.set(n, leadingBack(population));
            }
        }
        nodes.add(readout());
        return new SnnGraph(nodes);
    }

    private void addNode(int source) {
        Shape from = shape(source);
        Window window = new Window(THREE, THREE);
        Window two = new Window(extent(from.height()), extent(from.width()));
        String name = "node" + nodes.size();
        switch (random.nextInt(9)) {
            case 0 -> nodes.add(new SnnNode.SumPool(name, two.outputShape(from, from.channels()), source, two));
            case 1 ->
                nodes.add(new SnnNode.MaxGate(
                        name, two.outputShape(from, from.channels()), source, two, random.nextInt(4) == 0));
            case 2 -> {
                Shape to = Shape.vector(random.nextInt(1, 20));
                int[] map = new int[to.size()];
                Arrays.setAll(map, _ -> random.nextInt(-1, from.size()));
                nodes.add(new SnnNode.IndexMap(name, to, source, map));
            }
            case 3 -> nodes.add(population(name, from, List.of(residual(source, from), diagonal(source, from))));
            case 4 -> addIntegrateAndFire(name, source);
            case 5 -> {
                Shape to = new Shape(from.channels() * random.nextInt(1, 3), from.height(), from.width());
                int groups = random.nextBoolean() ? from.channels() : 1;
                float[] weight = floats(to.channels() * from.channels() / groups * 9, 0.8);
                Kernel kernel = new Kernel.Convolution(from.channels(), to.channels(), groups, window, weight);
                nodes.add(population(name, to, List.of(kernel(source, kernel))));
            }
            default -> {
                Shape to = Shape.vector(random.nextInt(3) == 0 ? random.nextInt(60, 150) : random.nextInt(1, 40));
                List<Projection> projections = new ArrayList<>(List.of(pairs(source, from, to)));
                int other = random.nextInt(nodes.size());
                if (random.nextInt(3) == 0) {
                    projections.add(pairs(other, shape(other), to));
                }
                nodes.add(population(name, to, projections));
            }
        }
    }

    private Projection residual(int source, Shape from) {
        float[] weight = floats(from.channels() * from.channels() * 9, 0.4);
        Window window = new Window(THREE, THREE);
        return kernel(source, new Kernel.Convolution(from.channels(), from.channels(), 1, window, weight));
    }

    private Projection diagonal(int source, Shape from) {
        return kernel(source, new Kernel.Diagonal(floats(from.channels(), 1)));
    }

    /** With a delay, unless the source might hold still. */
    private Projection kernel(int source, Kernel kernel) {
        boolean delayed = perTick && random.nextInt(3) == 0;
        return new Projection(source, kernel, delayed ? random.nextInt(1, 5) : 0);
    }

    private Projection pairs(int source, Shape from, Shape to) {
        return kernel(source, pairs(from, to));
    }

    private Kernel pairs(Shape from, Shape to) {
        double scale = 3 / Math.sqrt(from.size());
        if (random.nextBoolean()) {
            return new Kernel.Dense(from.size(), to.size(), floats(from.size() * to.size(), scale));
        }
        int[] start = new int[from.size() + 1];
        List<Integer> targets = new ArrayList<>();
        for (int i = 0; i < from.size(); i++) {
            for (int o = 0; o < to.size(); o++) {
                if (random.nextInt(4) == 0) {
                    targets.add(o);
                }
            }
            start[i + 1] = targets.size();
        }
        int[] target = targets.stream().mapToInt(Integer::intValue).toArray();
        return new Kernel.Sparse(from.size(), to.size(), start, target, floats(target.length, 2 * scale));
    }

    /** The same neurons with synapses from themselves, and from any neurons or wiring after them. */
    private SnnNode leadingBack(SnnNode.LeakyPopulation population) {
        List<Projection> projections = new ArrayList<>(population.projections());
        int self = nodes.indexOf(population);
        for (int source : new int[] {self, random.nextInt(self, nodes.size())}) {
            int delay = random.nextInt(1, 4);
            int receptor = random.nextInt(population.membrane().receptors());
            projections.add(new Projection(source, pairs(shape(source), population.shape()), delay, receptor));
        }
        return new SnnNode.LeakyPopulation(
                population.name(),
                population.shape(),
                projections,
                population.bias(),
                population.membrane(),
                population.firing());
    }

    private SnnNode population(String name, Shape shape, List<Projection> projections) {
        int size = shape.size();
        float[] threshold = floats(size, 1);
        double common = random.nextDouble(0.3, 2);
        for (int i = 0; i < size; i++) {
            threshold[i] = uniform ? (float) common : Math.abs(threshold[i]) + 0.3f;
        }
        boolean subtract = random.nextBoolean();
        float[] value = subtract ? threshold : floats(size, 0.2);
        Firing firing = new Firing(
                threshold,
                subtract ? Firing.Reset.SUBTRACT : Firing.Reset.TO_VALUE,
                value,
                random.nextInt(3) == 0 ? random.nextInt(1, 4) : 0);
        LeakyMembrane membrane = membrane(size);
        double bias = random.nextInt(30) == 0 ? 1e4 : 0.3;
        return new SnnNode.LeakyPopulation(
                name,
                shape,
                projections.stream().map(each -> received(each, membrane)).toList(),
                floats(shape.channels(), bias),
                membrane,
                firing);
    }

    private Projection received(Projection projection, LeakyMembrane membrane) {
        int receptor = perTick ? random.nextInt(membrane.receptors()) : 0;
        return new Projection(projection.source(), projection.kernel(), projection.delay(), receptor);
    }

    private LeakyMembrane membrane(int size) {
        float[][] current = new float[random.nextInt(1, 4)][];
        Arrays.setAll(current, _ -> shares(size));
        float[] leak = random.nextBoolean() ? new float[size] : floats(size, 0.1);
        return new LeakyMembrane(shares(size), current, leak, floats(size, 0.5));
    }

    private float[] shares(int size) {
        float[] shares = new float[size];
        int kind = random.nextInt(4);
        for (int i = 0; i < size; i++) {
            shares[i] = kind == 0 ? 0 : kind == 1 ? 1 : (float) random.nextDouble();
        }
        return shares;
    }

    private void addIntegrateAndFire(String name, int source) {
        Shape to = Shape.vector(random.nextInt(1, 30));
        Kernel kernel = new Kernel.Dense(
                shape(source).size(), to.size(), floats(shape(source).size() * to.size(), 1));
        float[] ones = new float[to.size()];
        Arrays.fill(ones, 1);
        NeuronModel model = graded
                ? new NeuronModel(15, 1, random.nextBoolean(), new Transfer.Relu(Float.POSITIVE_INFINITY))
                : NeuronModel.binary();
        nodes.add(new SnnNode.Population(
                name, to, List.of(new Projection(source, kernel)), floats(to.size(), 0.4), ones, model));
    }

    private SnnNode readout() {
        Shape to = Shape.vector(random.nextInt(1, 9));
        int last = nodes.size() - 1;
        if (random.nextBoolean()) {
            Projection projection = new Projection(last, pairs(shape(last), to));
            return new SnnNode.Readout("readout", to, List.of(projection), floats(to.size(), 0.5));
        }
        LeakyMembrane membrane = membrane(to.size());
        Decoding decoding = new Decoding.Potential(membrane, Decoding.Over.values()[random.nextInt(3)]);
        Projection projection = received(pairs(last, shape(last), to), membrane);
        return new SnnNode.Readout("readout", to, List.of(projection), floats(to.size(), 0.5), decoding);
    }

    private Window.Extent extent(int size) {
        int kernel = random.nextInt(1, Math.min(3, size) + 1);
        return new Window.Extent(kernel, random.nextInt(1, 3), 1, random.nextInt(0, kernel), 0);
    }

    private float[] floats(int count, double scale) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (random.nextDouble(-1, 1.3) * scale);
        }
        return values;
    }

    private Shape shape(int node) {
        return nodes.get(node).shape();
    }
}
