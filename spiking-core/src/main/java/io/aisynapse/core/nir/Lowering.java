package io.aisynapse.core.nir;

import io.aisynapse.core.nir.graph.NirArray;
import io.aisynapse.core.nir.graph.NirNode;
import io.aisynapse.core.snn.Kernel;
import io.aisynapse.core.snn.SnnNode;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The linear nodes of NIR as synapses and pools. What is worth what is moved into the weights; linear nodes in a row
 * are multiplied out.
 */
final class Lowering {
    private static final int MOST_LAST_PLACES = 4;

    private Lowering() {}

    /** @param lastPlaces of each weight, what to add to it behind the input; none in files of other tools */
    static Incoming linear(
            String name, NirNode node, Incoming incoming, NetworkDraft draft, Optional<float[]> lastPlaces) {
        if (node instanceof NirNode.Scale scale) {
            return scaled(scale, incoming);
        }
        return switch (incoming) {
            case Incoming.Currents currents -> multipliedOut(node, currents);
            case Incoming.Events events ->
                node instanceof NirNode.Pool pool
                        ? pool(name, pool, events, draft)
                        : synapses(node, events, lastPlaces);
        };
    }

    private static Incoming.Currents synapses(NirNode node, Incoming.Events events, Optional<float[]> lastPlaces) {
        return switch (node) {
            case NirNode.Affine affine -> dense(affine.weight(), affine.bias().values(), events, lastPlaces);
            case NirNode.Linear linear ->
                dense(linear.weight(), new float[linear.weight().axes()[0]], events, lastPlaces);
            case NirNode.Conv conv -> convolution(conv, events, lastPlaces);
            case NirNode.Pool pool -> convolution(asConvolution(pool, events), events, Optional.empty());
            default -> throw new IllegalStateException("not linear: " + node.type());
        };
    }

    private static Incoming multipliedOut(NirNode node, Incoming.Currents first) {
        float[] ones = Gains.filled(first.shape().size(), 1);
        Incoming.Events middle =
                new Incoming.Events(first.axes(), first.shape(), List.of(new Incoming.Term(0, ones, 0)));
        Incoming.Currents second = synapses(node, middle, Optional.empty());
        Kernel kernel = second.links().getFirst().kernel();
        List<Incoming.Link> links = first.links().stream()
                .map(link ->
                        link.with(KernelProduct.of(link.kernel(), link.from(), first.shape(), kernel, second.shape())))
                .toList();
        float[] bias = KernelProduct.applied(kernel, first.shape(), second.shape(), first.bias());
        for (int i = 0; i < bias.length; i++) {
            bias[i] += second.bias()[i];
        }
        return new Incoming.Currents(second.axes(), second.shape(), links, bias);
    }

    private static Incoming scaled(NirNode.Scale scale, Incoming incoming) {
        float[] factor = Gains.byNeuron(scale.scale().values(), incoming.shape(), "scale");
        return switch (incoming) {
            case Incoming.Events events ->
                new Incoming.Events(
                        events.axes(),
                        events.shape(),
                        events.terms().stream()
                                .map(term ->
                                        new Incoming.Term(term.node(), Gains.times(term.value(), factor), term.delay()))
                                .toList());
            case Incoming.Currents currents ->
                new Incoming.Currents(
                        currents.axes(),
                        currents.shape(),
                        Gains.behind(currents.links(), currents.shape(), factor),
                        Gains.times(currents.bias(), factor));
        };
    }

    private static Incoming.Currents dense(
            NirArray weight, float[] bias, Incoming.Events events, Optional<float[]> lastPlaces) {
        int outputs = weight.axes()[0];
        int inputs = weight.axes()[1];
        if (inputs != events.shape().size() || events.axes().length != 1 || bias.length != outputs) {
            throw new IllegalArgumentException("weights of %d inputs, %d biases, %d outputs, behind values of shape %s"
                    .formatted(inputs, bias.length, outputs, Arrays.toString(events.axes())));
        }
        List<Incoming.Link> links = new ArrayList<>();
        for (Incoming.Term term : events.terms()) {
            float[] values = new float[weight.values().length];
            for (int i = 0; i < inputs; i++) {
                for (int o = 0; o < outputs; o++) {
                    float product = weight.values()[o * inputs + i] * term.value()[i];
                    values[i * outputs + o] = moved(product, lastPlaces, o * inputs + i);
                }
            }
            links.add(new Incoming.Link(
                    term.node(), events.shape(), new Kernel.Dense(inputs, outputs, values), term.delay()));
        }
        return new Incoming.Currents(new int[] {outputs}, Shape.vector(outputs), links, bias);
    }

    private static Incoming.Currents convolution(
            NirNode.Conv conv, Incoming.Events events, Optional<float[]> lastPlaces) {
        int[] axes = conv.weight().axes();
        boolean line = axes.length == 3;
        Shape shape = events.shape();
        int outputs = axes[0];
        requireFit(conv, events);
        Window.Extent last = extent(conv, axes.length - 3);
        Window window = new Window(line ? new Window.Extent(1, 1, 1, 0, 0) : extent(conv, 0), last);
        Shape to = outputShape(window, shape, outputs);
        List<Incoming.Link> links = new ArrayList<>();
        for (Incoming.Term term : events.terms()) {
            Optional<float[]> value = Gains.byChannel(term.value(), shape);
            float[] each = value.orElseGet(() -> Gains.filled(shape.channels(), 1));
            float[] weights = conv.weight().values().clone();
            int perChannel = window.area();
            int outputsPerGroup = outputs / conv.groups();
            for (int i = 0; i < weights.length; i++) {
                int group = i / (perChannel * axes[1]) / outputsPerGroup;
                float product = weights[i] * each[group * axes[1] + i / perChannel % axes[1]];
                weights[i] = moved(product, lastPlaces, i);
            }
            Kernel kernel = new Kernel.Convolution(shape.channels(), outputs, conv.groups(), window, weights);
            if (value.isEmpty()) {
                kernel = KernelProduct.weighted(kernel, shape, to, term.value(), Gains.filled(to.size(), 1));
            }
            links.add(new Incoming.Link(term.node(), shape, kernel, term.delay()));
        }
        int[] toAxes = line ? new int[] {outputs, to.width()} : new int[] {outputs, to.height(), to.width()};
        float[] bias = new float[to.size()];
        for (int i = 0; i < bias.length; i++) {
            bias[i] = conv.bias().values()[i / to.plane()];
        }
        return new Incoming.Currents(toAxes, to, links, bias);
    }

    private static void requireFit(NirNode.Conv conv, Incoming.Events events) {
        int[] axes = conv.weight().axes();
        boolean fits = events.axes().length == axes.length - 1
                && events.shape().channels() == (long) axes[1] * conv.groups()
                && axes[0] % conv.groups() == 0
                && conv.bias().values().length == axes[0];
        if (!fits) {
            throw new IllegalArgumentException("weights of shape %s in %d groups, %d biases, behind values of shape %s"
                    .formatted(
                            Arrays.toString(axes),
                            conv.groups(),
                            conv.bias().values().length,
                            Arrays.toString(events.axes())));
        }
    }

    /** A weight of ours that was divided by the input step and multiplied again, brought back to its last bit. */
    private static float moved(float product, Optional<float[]> lastPlaces, int index) {
        if (lastPlaces.isEmpty() || Math.abs(lastPlaces.get()[index]) > MOST_LAST_PLACES) {
            return product;
        }
        return Float.intBitsToFloat(
                Float.floatToRawIntBits(product) + (int) lastPlaces.get()[index]);
    }

    private static Shape outputShape(Window window, Shape shape, int channels) {
        for (int[] axis :
                new int[][] {{reach(window.vertical()), shape.height()}, {reach(window.horizontal()), shape.width()}}) {
            if (axis[0] > axis[1]) {
                throw new IllegalArgumentException("a window of %d over %d values".formatted(axis[0], axis[1]));
            }
        }
        return window.outputShape(shape, channels);
    }

    private static int reach(Window.Extent extent) {
        long taps = (long) extent.dilation() * (extent.kernel() - 1) + 1 - extent.padBefore() - extent.padAfter();
        return Math.toIntExact(taps);
    }

    private static Window.Extent extent(NirNode.Conv conv, int axis) {
        NirNode.Steps steps = conv.steps();
        return new Window.Extent(
                conv.weight().axes()[axis + 2],
                steps.stride()[axis],
                steps.dilation()[axis],
                steps.padBefore()[axis],
                steps.padAfter()[axis]);
    }

    private static Incoming pool(String name, NirNode.Pool pool, Incoming.Events events, NetworkDraft draft) {
        if (events.terms().stream()
                .anyMatch(term -> Gains.byChannel(term.value(), events.shape()).isEmpty())) {
            return synapses(pool, events, Optional.empty());
        }
        requireImage(events);
        Window window = new Window(extent(pool, 0), extent(pool, 1));
        Shape to = outputShape(window, events.shape(), events.shape().channels());
        List<Incoming.Term> terms = new ArrayList<>();
        for (Incoming.Term term : events.terms()) {
            int node = draft.add(new SnnNode.SumPool(name, to, term.node(), window));
            float[] next = new float[to.size()];
            for (int i = 0; i < next.length; i++) {
                float value = term.value()[i / to.plane() * events.shape().plane()];
                next[i] = value / (pool.average() ? window.area() : 1);
            }
            terms.add(new Incoming.Term(node, next, term.delay()));
        }
        return new Incoming.Events(new int[] {to.channels(), to.height(), to.width()}, to, terms);
    }

    private static void requireImage(Incoming incoming) {
        if (incoming.axes().length != 3) {
            throw new IllegalArgumentException("values of %d axes, not 3".formatted(incoming.axes().length));
        }
    }

    private static Window.Extent extent(NirNode.Pool pool, int axis) {
        int padding = pool.padding()[axis];
        return new Window.Extent(pool.kernel()[axis], pool.stride()[axis], 1, padding, padding);
    }

    private static NirNode.Conv asConvolution(NirNode.Pool pool, Incoming incoming) {
        requireImage(incoming);
        int channels = incoming.shape().channels();
        int area = pool.kernel()[0] * pool.kernel()[1];
        float[] weights = Gains.filled(channels * area, pool.average() ? 1f / area : 1);
        return new NirNode.Conv(
                new int[0],
                new NirArray(new int[] {channels, 1, pool.kernel()[0], pool.kernel()[1]}, weights),
                NirArray.vector(new float[channels]),
                new NirNode.Steps(pool.stride(), pool.padding(), pool.padding(), new int[] {1, 1}),
                channels);
    }

    /** Events become currents by an identity. */
    static Incoming.Currents currents(Incoming incoming) {
        return switch (incoming) {
            case Incoming.Currents currents -> currents;
            case Incoming.Events events -> {
                List<Incoming.Link> links = new ArrayList<>();
                for (Incoming.Term term : events.terms()) {
                    Kernel kernel = Gains.byChannel(term.value(), events.shape())
                            .<Kernel>map(Kernel.Diagonal::new)
                            .orElseGet(() -> KernelProduct.diagonal(term.value()));
                    links.add(new Incoming.Link(term.node(), events.shape(), kernel, term.delay()));
                }
                yield new Incoming.Currents(
                        events.axes(),
                        events.shape(),
                        links,
                        new float[events.shape().size()]);
            }
        };
    }

    static Incoming sum(List<Incoming> incoming) {
        Incoming first = incoming.getFirst();
        for (Incoming each : incoming) {
            if (!Arrays.equals(each.axes(), first.axes()) || !each.shape().equals(first.shape())) {
                throw new IllegalArgumentException("a sum of values of shapes %s and %s"
                        .formatted(Arrays.toString(first.axes()), Arrays.toString(each.axes())));
            }
        }
        if (incoming.stream().allMatch(Incoming.Events.class::isInstance)) {
            List<Incoming.Term> terms = incoming.stream()
                    .flatMap(each -> ((Incoming.Events) each).terms().stream())
                    .toList();
            return new Incoming.Events(first.axes(), first.shape(), terms);
        }
        List<Incoming.Link> links = new ArrayList<>();
        float[] bias = new float[first.shape().size()];
        for (Incoming each : incoming) {
            Incoming.Currents currents = currents(each);
            links.addAll(currents.links());
            for (int i = 0; i < bias.length; i++) {
                bias[i] += currents.bias()[i];
            }
        }
        return new Incoming.Currents(first.axes(), first.shape(), links, bias);
    }
}
