package io.aisynapse.core.nir;

import io.aisynapse.core.nir.graph.NirArray;
import io.aisynapse.core.nir.graph.NirNode;
import io.aisynapse.core.snn.Kernel;
import io.aisynapse.core.snn.Projection;
import io.aisynapse.core.snn.SnnNode;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The linear nodes of NIR as projections and pools. What is worth what is moved into the weights. */
final class Lowering {
    private static final int MOST_LAST_PLACES = 4;

    private Lowering() {}

    /** @param lastPlaces of each weight, what to add to it behind the input; none in files of other tools */
    static Incoming linear(
            String name, NirNode node, Incoming incoming, List<SnnNode> nodes, Optional<float[]> lastPlaces) {
        if (node instanceof NirNode.Scale scale) {
            return scaled(scale, incoming);
        }
        if (!(incoming instanceof Incoming.Events events)) {
            throw new IllegalArgumentException("%s behind another linear node".formatted(node.type()));
        }
        return switch (node) {
            case NirNode.Affine affine -> dense(affine.weight(), affine.bias().values(), events, lastPlaces);
            case NirNode.Linear linear ->
                dense(linear.weight(), new float[linear.weight().axes()[0]], events, lastPlaces);
            case NirNode.Conv conv -> convolution(conv, events, lastPlaces);
            case NirNode.Pool pool -> pool(name, pool, events, nodes);
            default -> throw new IllegalStateException("not linear: " + node.type());
        };
    }

    private static Incoming scaled(NirNode.Scale scale, Incoming incoming) {
        float[] factor = scale.scale().values();
        if (factor.length != incoming.shape().size()) {
            throw new IllegalArgumentException("%d scales for %d values"
                    .formatted(factor.length, incoming.shape().size()));
        }
        return switch (incoming) {
            case Incoming.Events events ->
                new Incoming.Events(
                        events.axes(),
                        events.shape(),
                        events.terms().stream()
                                .map(term -> new Incoming.Term(term.node(), times(term.value(), factor)))
                                .toList());
            case Incoming.Currents currents -> {
                float[] byChannel = byChannel(factor, currents.shape(), "scale");
                yield new Incoming.Currents(
                        currents.axes(),
                        currents.shape(),
                        scaled(currents.projections(), currents.shape().plane(), byChannel),
                        times(currents.bias(), byChannel));
            }
        };
    }

    private static float[] times(float[] left, float[] right) {
        float[] product = left.clone();
        for (int i = 0; i < product.length; i++) {
            product[i] *= right[i];
        }
        return product;
    }

    private static Incoming dense(NirArray weight, float[] bias, Incoming.Events events, Optional<float[]> lastPlaces) {
        int outputs = weight.axes()[0];
        int inputs = weight.axes()[1];
        if (inputs != events.shape().size() || events.axes().length != 1 || bias.length != outputs) {
            throw new IllegalArgumentException("weights of %d inputs, %d biases, %d outputs, behind values of shape %s"
                    .formatted(inputs, bias.length, outputs, Arrays.toString(events.axes())));
        }
        List<Projection> projections = new ArrayList<>();
        for (Incoming.Term term : events.terms()) {
            float[] values = new float[weight.values().length];
            for (int i = 0; i < inputs; i++) {
                for (int o = 0; o < outputs; o++) {
                    float product = weight.values()[o * inputs + i] * term.value()[i];
                    values[i * outputs + o] = moved(product, lastPlaces, o * inputs + i);
                }
            }
            projections.add(new Projection(term.node(), new Kernel.Dense(inputs, outputs, values)));
        }
        return new Incoming.Currents(new int[] {outputs}, Shape.vector(outputs), projections, bias);
    }

    private static Incoming convolution(NirNode.Conv conv, Incoming.Events events, Optional<float[]> lastPlaces) {
        int[] axes = conv.weight().axes();
        boolean line = axes.length == 3;
        Shape shape = events.shape();
        int outputs = axes[0];
        boolean fits = events.axes().length == (line ? 2 : 3)
                && shape.channels() == (long) axes[1] * conv.groups()
                && outputs % conv.groups() == 0
                && conv.bias().values().length == outputs;
        if (!fits) {
            throw new IllegalArgumentException("weights of shape %s in %d groups, %d biases, behind values of shape %s"
                    .formatted(
                            Arrays.toString(axes),
                            conv.groups(),
                            conv.bias().values().length,
                            Arrays.toString(events.axes())));
        }
        Window.Extent last = extent(conv, axes.length - 3);
        Window window = new Window(line ? new Window.Extent(1, 1, 1, 0, 0) : extent(conv, 0), last);
        Shape to = outputShape(window, shape, outputs);
        List<Projection> projections = new ArrayList<>();
        for (Incoming.Term term : events.terms()) {
            float[] value = byChannel(term.value(), shape, "what an event is worth");
            float[] weights = conv.weight().values().clone();
            int perChannel = window.area();
            int outputsPerGroup = outputs / conv.groups();
            for (int i = 0; i < weights.length; i++) {
                int group = i / (perChannel * axes[1]) / outputsPerGroup;
                float product = weights[i] * value[group * axes[1] + i / perChannel % axes[1]];
                weights[i] = moved(product, lastPlaces, i);
            }
            Kernel kernel = new Kernel.Convolution(shape.channels(), outputs, conv.groups(), window, weights);
            projections.add(new Projection(term.node(), kernel));
        }
        int[] toAxes = line ? new int[] {outputs, to.width()} : new int[] {outputs, to.height(), to.width()};
        return new Incoming.Currents(toAxes, to, projections, conv.bias().values());
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

    private static Incoming pool(String name, NirNode.Pool pool, Incoming.Events events, List<SnnNode> nodes) {
        if (events.axes().length != 3) {
            throw new IllegalArgumentException("values of %d axes, not 3".formatted(events.axes().length));
        }
        Window window = new Window(extent(pool, 0), extent(pool, 1));
        Shape to = outputShape(window, events.shape(), events.shape().channels());
        List<Incoming.Term> terms = new ArrayList<>();
        for (Incoming.Term term : events.terms()) {
            float[] value = byChannel(term.value(), events.shape(), "what an event is worth");
            nodes.add(new SnnNode.SumPool(name, to, term.node(), window));
            float[] next = new float[to.size()];
            for (int i = 0; i < next.length; i++) {
                next[i] = value[i / to.plane()] / (pool.average() ? window.area() : 1);
            }
            terms.add(new Incoming.Term(nodes.size() - 1, next));
        }
        return new Incoming.Events(new int[] {to.channels(), to.height(), to.width()}, to, terms);
    }

    private static Window.Extent extent(NirNode.Pool pool, int axis) {
        int padding = pool.padding()[axis];
        return new Window.Extent(pool.kernel()[axis], pool.stride()[axis], 1, padding, padding);
    }

    /** Events become currents by an identity. */
    static Incoming.Currents currents(Incoming incoming, List<SnnNode> nodes) {
        return switch (incoming) {
            case Incoming.Currents currents -> currents;
            case Incoming.Events events -> {
                List<Projection> projections = new ArrayList<>();
                for (Incoming.Term term : events.terms()) {
                    float[] value = byChannel(term.value(), events.shape(), "what an event is worth");
                    projections.add(new Projection(term.node(), new Kernel.Diagonal(value)));
                }
                yield new Incoming.Currents(
                        events.axes(),
                        events.shape(),
                        projections,
                        new float[events.shape().channels()]);
            }
        };
    }

    static Incoming sum(List<Incoming> incoming, List<SnnNode> nodes) {
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
        List<Projection> projections = new ArrayList<>();
        float[] bias = new float[first.shape().channels()];
        for (Incoming each : incoming) {
            Incoming.Currents currents = currents(each, nodes);
            projections.addAll(currents.projections());
            for (int channel = 0; channel < bias.length; channel++) {
                bias[channel] += currents.bias()[channel];
            }
        }
        return new Incoming.Currents(first.axes(), first.shape(), projections, bias);
    }

    /** Multiplies all that flows into channel c by {@code factor[c]}. */
    static List<Projection> scaled(List<Projection> projections, int plane, float[] factor) {
        return projections.stream()
                .map(projection -> new Projection(projection.source(), scaled(projection.kernel(), plane, factor)))
                .toList();
    }

    private static Kernel scaled(Kernel kernel, int plane, float[] factor) {
        return switch (kernel) {
            case Kernel.Diagonal diagonal -> new Kernel.Diagonal(times(diagonal.weightByChannel(), factor));
            case Kernel.Dense dense -> {
                float[] weight = dense.weight().clone();
                for (int i = 0; i < weight.length; i++) {
                    weight[i] *= factor[i % dense.outputCount() / plane];
                }
                yield new Kernel.Dense(dense.inputCount(), dense.outputCount(), weight);
            }
            case Kernel.Sparse sparse -> {
                float[] weight = sparse.weight().clone();
                for (int i = 0; i < weight.length; i++) {
                    weight[i] *= factor[sparse.target()[i]];
                }
                yield new Kernel.Sparse(
                        sparse.inputCount(), sparse.outputCount(), sparse.rowStart(), sparse.target(), weight);
            }
            case Kernel.Convolution convolution -> {
                float[] weight = convolution.weight().clone();
                int perOutput = weight.length / convolution.outputChannels();
                for (int i = 0; i < weight.length; i++) {
                    weight[i] *= factor[i / perOutput];
                }
                yield new Kernel.Convolution(
                        convolution.inputChannels(),
                        convolution.outputChannels(),
                        convolution.groups(),
                        convolution.window(),
                        weight);
            }
        };
    }

    /** One value a channel; a single value stands for all. */
    static float[] byChannel(float[] values, Shape shape, String what) {
        float[] byChannel = new float[shape.channels()];
        if (values.length == 1) {
            Arrays.fill(byChannel, values[0]);
            return byChannel;
        }
        if (values.length != shape.size()) {
            throw new IllegalArgumentException(
                    "%s of %d values for %d neurons".formatted(what, values.length, shape.size()));
        }
        for (int i = 0; i < values.length; i++) {
            int channel = i / shape.plane();
            if (i % shape.plane() == 0) {
                byChannel[channel] = values[i];
            } else if (values[i] != byChannel[channel]) {
                throw new IllegalArgumentException(what + " that differs within a channel");
            }
        }
        return byChannel;
    }
}
