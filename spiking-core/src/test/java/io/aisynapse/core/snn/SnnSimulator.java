package io.aisynapse.core.snn;

import io.aisynapse.core.neuron.Transfer;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.Window;
import java.util.Arrays;

/** A spiking graph in double precision, tick by tick, as its Javadoc says and no faster: the measure for lowering. */
public final class SnnSimulator {
    private final SnnGraph graph;
    private final double[][] membrane;
    private final double[][] total;
    private final double[][] emitted;

    public SnnSimulator(SnnGraph graph) {
        this.graph = graph;
        int nodes = graph.nodes().size();
        membrane = new double[nodes][];
        total = new double[nodes][];
        emitted = new double[nodes][];
    }

    /** @return the mean input of the readout over the ticks */
    public double[] run(float[] sample, int timeSteps) {
        for (int node = 0; node < graph.nodes().size(); node++) {
            int size = graph.nodes().get(node).shape().size();
            membrane[node] = new double[size];
            Arrays.fill(membrane[node], 0.5);
            total[node] = new double[size];
            emitted[node] = new double[size];
        }
        for (int tick = 0; tick < timeSteps; tick++) {
            for (int node = 0; node < graph.nodes().size(); node++) {
                step(node, sample);
            }
        }
        int last = graph.nodes().size() - 1;
        return Arrays.stream(total[last]).map(sum -> sum / timeSteps).toArray();
    }

    /** Events of each neuron of a node over the last run. */
    public double[] counts(int node) {
        return total[node];
    }

    private void step(int index, float[] sample) {
        double[] out = emitted[index];
        switch (graph.nodes().get(index)) {
            case SnnNode.Input input -> {
                for (int i = 0; i < out.length; i++) {
                    long level = Math.round(
                            sample[i] / input.step()[i / input.shape().plane()]);
                    out[i] = Math.clamp(level, -input.maxLevel(), input.maxLevel());
                }
            }
            case SnnNode.SumPool pool -> {
                Arrays.fill(out, 0);
                pool(pool.source(), pool.shape(), pool.window(), (from, to) -> out[to] += emitted[pool.source()][from]);
            }
            case SnnNode.MaxGate gate -> {
                int sign = gate.least() ? -1 : 1;
                Arrays.fill(out, sign * Double.NEGATIVE_INFINITY);
                double[] counts = total[gate.source()];
                pool(
                        gate.source(),
                        gate.shape(),
                        gate.window(),
                        (f, to) -> out[to] = sign * Math.max(sign * out[to], sign * counts[f]));
                for (int i = 0; i < out.length; i++) {
                    out[i] -= total[index][i];
                }
            }
            case SnnNode.IndexMap map -> {
                for (int i = 0; i < out.length; i++) {
                    out[i] = map.map()[i] < 0 ? 0 : emitted[map.source()][map.map()[i]];
                }
            }
            case SnnNode.Concat concat -> {
                int offset = 0;
                for (int source : concat.sources()) {
                    System.arraycopy(emitted[source], 0, out, offset, emitted[source].length);
                    offset += emitted[source].length;
                }
            }
            case SnnNode.Population population -> {
                double[] current = currents(population.projections(), population.bias(), population.shape());
                for (int i = 0; i < out.length; i++) {
                    double m = membrane[index][i] + current[i];
                    out[i] = event(population, m, total[index][i]);
                    membrane[index][i] = m - out[i];
                }
            }
            case SnnNode.LeakyPopulation leaky ->
                throw new IllegalArgumentException(leaky.name() + ": RealRun runs leaky neurons");
            case SnnNode.Unit unit -> throw new IllegalArgumentException("only integrate-and-fire in rate coding");
            case SnnNode.Readout readout -> {
                double[] current = currents(readout.projections(), readout.bias(), readout.shape());
                System.arraycopy(current, 0, out, 0, out.length);
            }
        }
        for (int i = 0; i < out.length; i++) {
            total[index][i] += out[i];
        }
    }

    private static double event(SnnNode.Population population, double membrane, double soFar) {
        int most = population.model().largestEvent();
        double least = population.model().transfer() instanceof Transfer.Identity
                ? -most
                : population.model().takesBack() ? -Math.min(most, soFar) : 0;
        return Math.clamp(Math.floor(membrane), least, most);
    }

    private interface Pair {
        void visit(int from, int to);
    }

    private void pool(int source, Shape output, Window window, Pair pair) {
        Shape input = graph.nodes().get(source).shape();
        for (int channel = 0; channel < output.channels(); channel++) {
            int from = channel * input.plane();
            int to = channel * output.plane();
            slide(input, output, window, (i, o, k) -> pair.visit(from + i, to + o));
        }
    }

    private interface Tap {
        void visit(int inputPosition, int outputPosition, int kernelPosition);
    }

    private static void slide(Shape input, Shape output, Window window, Tap tap) {
        Window.Extent v = window.vertical();
        Window.Extent h = window.horizontal();
        for (int o = 0; o < output.plane(); o++) {
            for (int k = 0; k < window.area(); k++) {
                int row = o / output.width() * v.stride() - v.padBefore() + k / h.kernel() * v.dilation();
                int column = o % output.width() * h.stride() - h.padBefore() + k % h.kernel() * h.dilation();
                if (row >= 0 && row < input.height() && column >= 0 && column < input.width()) {
                    tap.visit(row * input.width() + column, o, k);
                }
            }
        }
    }

    private double[] currents(Iterable<Projection> projections, float[] bias, Shape shape) {
        double[] current = new double[shape.size()];
        for (int i = 0; i < current.length; i++) {
            current[i] = bias[i / shape.plane()];
        }
        for (Projection projection : projections) {
            add(projection, current, shape);
        }
        return current;
    }

    private void add(Projection projection, double[] current, Shape shape) {
        double[] events = emitted[projection.source()];
        switch (projection.kernel()) {
            case Kernel.Dense dense -> {
                for (int i = 0; i < dense.inputCount(); i++) {
                    for (int o = 0; o < dense.outputCount() && events[i] != 0; o++) {
                        current[o] += events[i] * dense.weight()[i * dense.outputCount() + o];
                    }
                }
            }
            case Kernel.Sparse _ -> throw new IllegalArgumentException("RealRun runs sparse kernels");
            case Kernel.Diagonal diagonal -> {
                for (int i = 0; i < current.length; i++) {
                    current[i] += events[i] * diagonal.weightByChannel()[i / shape.plane()];
                }
            }
            case Kernel.Convolution c -> {
                Shape input = graph.nodes().get(projection.source()).shape();
                int inputs = c.inputChannels() / c.groups();
                int outputs = c.outputChannels() / c.groups();
                for (int o = 0; o < c.outputChannels(); o++) {
                    for (int i = 0; i < inputs; i++) {
                        int from = (o / outputs * inputs + i) * input.plane();
                        int to = o * shape.plane();
                        int weight = (o * inputs + i) * c.window().area();
                        slide(
                                input,
                                shape,
                                c.window(),
                                (p, q, k) -> current[to + q] += events[from + p] * c.weight()[weight + k]);
                    }
                }
            }
        }
    }
}
