package io.aisynapse.core.nir;

import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.nir.graph.NirArray;
import io.aisynapse.core.nir.graph.NirGraph;
import io.aisynapse.core.nir.graph.NirNode;
import io.aisynapse.core.snn.Kernel;
import io.aisynapse.core.snn.SnnNode;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** The NIR nodes and edges written so far. */
final class ExportedNodes {
    private final NirSettings.Target target;
    private final boolean line;
    private final NirNames names = new NirNames();
    private final SequencedMap<String, NirNode> nodes = new LinkedHashMap<>();
    private final List<NirGraph.Edge> edges = new ArrayList<>();
    private final Map<String, Map<String, float[]>> numbers = new LinkedHashMap<>();
    private final Map<String, String> flattened = new HashMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private final List<Finding> notes = new ArrayList<>();

    /** @param line whether signals have one axis beside channels */
    ExportedNodes(NirSettings.Target target, boolean line) {
        this.target = target;
        this.line = line;
    }

    SequencedMap<String, NirNode> nodes() {
        return nodes;
    }

    List<NirGraph.Edge> edges() {
        return edges;
    }

    Map<String, Map<String, float[]>> numbers() {
        return numbers;
    }

    List<Finding> findings() {
        return findings;
    }

    List<Finding> notes() {
        return notes;
    }

    Layout input(SnnNode.Input input) {
        boolean flat = input.shape().plane() == 1;
        String name = add("input", new NirNode.Input(axes(input.shape(), flat)));
        return Layout.of(new Layout.Part(name, input.shape(), flat, input.step()[0]));
    }

    Layout population(SnnNode.Population population, List<Synapses.Source> sources, float[] bias) {
        boolean flat = sources.stream().anyMatch(source -> !source.isConvolution(population.shape()));
        int[] axes = axes(population.shape(), flat);
        NirArray ones = NirArray.filled(axes, 1);
        NirArray zeros = NirArray.filled(axes, 0);
        NirNode neurons = new NirNode.IntegrateAndFire(ones, new NirNode.Spike(ones, zeros));
        String name = names.claim(population.name());
        connect(new Target(name, population.shape(), flat), sources, bias);
        nodes.put(name, neurons);
        numbers.put(
                name,
                Map.of(
                        NirGraph.EVENT_VALUE,
                        population.eventValue(),
                        NirGraph.BIAS,
                        population.bias(),
                        NirGraph.SHAPE,
                        shape(population.shape())));
        return Layout.of(new Layout.Part(name, population.shape(), flat, 1));
    }

    private static float[] shape(Shape shape) {
        return new float[] {shape.channels(), shape.height(), shape.width()};
    }

    void readout(SnnNode.Readout readout, List<Synapses.Source> sources) {
        boolean flat = sources.stream().anyMatch(source -> !source.isConvolution(readout.shape()));
        String name = names.claim("output");
        connect(new Target(name, readout.shape(), flat), sources, readout.bias());
        nodes.put(name, new NirNode.Output(axes(readout.shape(), flat)));
    }

    /** What synapses lead to. */
    private record Target(String name, Shape shape, boolean flat) {}

    /** The first synapses have the bias. */
    private void connect(Target to, List<Synapses.Source> sources, float[] bias) {
        float[] left = bias;
        for (Synapses.Source source : sources) {
            for (int p = 0; p < source.layout().parts().size(); p++) {
                if (source.weights(p, to.shape()) > Synapses.MOST_WEIGHTS) {
                    findings.add(tooLarge(to.name(), source.weights(p, to.shape())));
                    continue;
                }
                Layout.Part part = source.layout().parts().get(p);
                Synapses synapses = Synapses.of(source, p, to.shape(), line);
                String from = synapses.takesFlat() && !part.flat() ? flatten(part) : part.name();
                String name = add(to.name() + "_in", withBias(synapses.node(), left, to.shape()));
                if (synapses.lastPlaces().length > 0) {
                    numbers.put(name, Map.of(NirGraph.LAST_PLACES, synapses.lastPlaces()));
                }
                edges.add(new NirGraph.Edge(from, name));
                edges.add(new NirGraph.Edge(flattenedFor(name, synapses, to), to.name()));
                left = new float[bias.length];
            }
        }
    }

    private String flattenedFor(String name, Synapses synapses, Target to) {
        if (synapses.takesFlat() || !to.flat()) {
            return name;
        }
        return flatten(new Layout.Part(name, to.shape(), false, 1));
    }

    private NirNode withBias(NirNode node, float[] bias, Shape shape) {
        return switch (node) {
            case NirNode.Affine affine -> {
                float[] spread = new float[shape.size()];
                for (int i = 0; i < spread.length; i++) {
                    spread[i] = bias[i / shape.plane()];
                }
                yield new NirNode.Affine(affine.weight(), NirArray.vector(spread));
            }
            case NirNode.Conv conv ->
                new NirNode.Conv(conv.inputShape(), conv.weight(), NirArray.vector(bias), conv.steps(), conv.groups());
            default -> throw new IllegalArgumentException("synapses of type " + node.type());
        };
    }

    private String flatten(Layout.Part part) {
        return flattened.computeIfAbsent(part.name(), source -> {
            int[] axes = axes(part.shape(), false);
            String name = add(source + "_flat", new NirNode.Flatten(axes, 0, -1));
            edges.add(new NirGraph.Edge(source, name));
            return name;
        });
    }

    /** A pool a part; what the window holds beyond equal pads and steps of 1 needs a convolution of ones. */
    Layout sumPool(SnnNode.SumPool pool, Layout source, Shape from) {
        boolean alone = source.parts().size() == 1;
        if (!source.isStackOf(from) || alone && !isEasy(pool.window())) {
            return Layout.of(summed(pool, source, from));
        }
        List<Layout> pools = new ArrayList<>();
        for (Layout.Part part : source.parts()) {
            pools.add(Layout.of(pooled(pool, part)));
        }
        return Layout.joined(pools);
    }

    /** A pool of values that are no image, as a matrix of ones. */
    private Layout.Part summed(SnnNode.SumPool pool, Layout source, Shape from) {
        Layout.Part part = source.parts().getFirst();
        Synapses.Source ones = new Synapses.Source(ones(pool.window(), from.channels()), source, from);
        if (source.parts().size() > 1 || ones.weights(0, pool.shape()) > Synapses.MOST_WEIGHTS) {
            findings.add(new Finding(
                    ExportCheck.NOT_IN_NIR,
                    "layer " + pool.name(),
                    "a pool over rearranged values",
                    "a pool right behind neurons or the input",
                    "move the transposition or slice behind the pool"));
            return new Layout.Part(pool.name(), pool.shape(), true, 1);
        }
        String name = add(pool.name(), Synapses.of(ones, 0, pool.shape(), line).node());
        edges.add(new NirGraph.Edge(part.flat() ? part.name() : flatten(part), name));
        return new Layout.Part(name, pool.shape(), true, 1);
    }

    private Layout.Part pooled(SnnNode.SumPool pool, Layout.Part part) {
        Window window = pool.window();
        Shape to = window.outputShape(part.shape(), part.shape().channels());
        boolean plain = isPlain(window) && !line;
        boolean average = target == NirSettings.Target.SNNTORCH && plain;
        String name = add(pool.name(), plain ? pool(window, average) : onesFor(window, part.shape()));
        edges.add(new NirGraph.Edge(part.name(), name));
        return new Layout.Part(name, to, false, average ? part.unit() / window.area() : part.unit());
    }

    private static boolean isPlain(Window.Extent extent) {
        return extent.padBefore() == extent.padAfter()
                && extent.dilation() == 1
                && 2 * extent.padBefore() <= extent.kernel();
    }

    /** Whether pool or square kernel do. */
    private boolean isEasy(Window window) {
        return line || isPlain(window) || PortableKernel.of(window).isSquare();
    }

    private static boolean isPlain(Window window) {
        return isPlain(window.vertical()) && isPlain(window.horizontal());
    }

    private static NirNode pool(Window window, boolean average) {
        return new NirNode.Pool(
                average,
                new int[] {window.vertical().kernel(), window.horizontal().kernel()},
                new int[] {window.vertical().stride(), window.horizontal().stride()},
                new int[] {window.vertical().padBefore(), window.horizontal().padBefore()});
    }

    private NirNode onesFor(Window window, Shape from) {
        Layout alone = Layout.of(new Layout.Part("", from, false, 1));
        Shape to = window.outputShape(from, from.channels());
        Synapses.Source source = new Synapses.Source(ones(window, from.channels()), alone, from);
        return Synapses.convolution(source, 0, to, line);
    }

    private static Kernel ones(Window window, int channels) {
        float[] ones = new float[channels * window.area()];
        Arrays.fill(ones, 1);
        return new Kernel.Convolution(channels, channels, channels, window, ones);
    }

    private String add(String wish, NirNode node) {
        String name = names.claim(wish);
        nodes.put(name, node);
        boolean oblong = node instanceof NirNode.Conv conv
                && conv.weight().axes().length == 4
                && conv.weight().axes()[2] != conv.weight().axes()[3];
        if (oblong) {
            notes.add(new Finding(
                    "oblong-kernel",
                    "node " + name,
                    "a kernel that no zeros make square",
                    "a square kernel, for which NIR's own shape check takes it",
                    "read the file with type_check=False"));
        }
        return name;
    }

    private int[] axes(Shape shape, boolean flat) {
        if (flat) {
            return new int[] {shape.size()};
        }
        return line
                ? new int[] {shape.channels(), shape.width()}
                : new int[] {shape.channels(), shape.height(), shape.width()};
    }

    private static Finding tooLarge(String name, long weights) {
        return new Finding(
                ExportCheck.NOT_IN_NIR,
                "layer " + name,
                "%d weights, since its inputs are rearranged or its groups have no class in NIR".formatted(weights),
                "at most " + Synapses.MOST_WEIGHTS,
                "avoid permutations before a convolution, or use fewer groups");
    }
}
