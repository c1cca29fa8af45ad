package io.aisynapse.core.snn.real;

import io.aisynapse.core.neuron.Decoding;
import io.aisynapse.core.neuron.Transfer;
import io.aisynapse.core.snn.Projection;
import io.aisynapse.core.snn.SnnGraph;
import io.aisynapse.core.snn.SnnNode;
import io.aisynapse.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One sample through a rate-coded network in double precision, tick by tick: the same equations as the chip's, without
 * its rounding. Inputs are levels here too.
 */
public final class RealRun {
    private final SnnGraph graph;
    private final int timeSteps;
    private final double[][][] events;
    private final double[][] membrane;
    private final double[][] total;
    private final @Nullable RealLeaky[] leaky;
    private final double[] sum;

    /**
     * @param sample values of the input's shape, T times when it changes from tick to tick
     * @throws IllegalArgumentException when the network has function units or another coding
     */
    public RealRun(SnnGraph graph, int timeSteps, float[] sample) {
        this.graph = graph;
        this.timeSteps = timeSteps;
        int count = graph.nodes().size();
        this.events = new double[count][timeSteps + 1][];
        this.membrane = new double[count][];
        this.total = new double[count][];
        this.leaky = new RealLeaky[count];
        this.sum = new double[graph.readout().shape().size()];
        for (int n = 0; n < count; n++) {
            prepare(n, graph.nodes().get(n));
        }
        for (int tick = 1; tick <= timeSteps; tick++) {
            for (int n = 0; n < count; n++) {
                step(n, tick, sample);
            }
        }
    }

    private void prepare(int n, SnnNode node) {
        int size = node.shape().size();
        membrane[n] = new double[size];
        Arrays.fill(membrane[n], node instanceof SnnNode.Population ? 0.5 : 0);
        total[n] = new double[size];
        Arrays.setAll(events[n], _ -> new double[size]);
        if (node instanceof SnnNode.LeakyPopulation population) {
            leaky[n] = new RealLeaky(population.membrane(), population.firing());
        } else if (node instanceof SnnNode.Readout readout
                && readout.decoding() instanceof Decoding.Potential potential) {
            leaky[n] = new RealLeaky(potential.membrane(), null);
        }
    }

    /** Events of a node at a tick from 1, in flat order. */
    public double[] events(int node, int tick) {
        return events[node][tick];
    }

    /** Sums of a node's events over all ticks. */
    public double[] totals(int node) {
        return total[node];
    }

    /** The decoded answer. */
    public double[] answer() {
        SnnNode.Readout readout = graph.readout();
        return switch (readout.decoding()) {
            case Decoding.Mean _ -> Arrays.stream(sum).map(s -> s / timeSteps).toArray();
            case Decoding.Potential potential -> neurons(leaky.length - 1).answer(potential.over(), timeSteps);
        };
    }

    private void step(int n, int tick, float[] sample) {
        double[] own = events[n][tick];
        switch (graph.nodes().get(n)) {
            case SnnNode.Input input -> levels(input, tick, sample, own);
            case SnnNode.SumPool pool -> {
                double[] from = events[pool.source()][tick];
                Windows.visit(pool.window(), shape(pool.source()), pool.shape(), (i, o) -> own[o] += from[i]);
            }
            case SnnNode.MaxGate gate -> maximum(n, gate, own);
            case SnnNode.IndexMap map ->
                Arrays.setAll(own, i -> map.map()[i] < 0 ? 0 : events[map.source()][tick][map.map()[i]]);
            case SnnNode.Concat concat -> {
                int at = 0;
                for (int source : concat.sources()) {
                    System.arraycopy(events[source][tick], 0, own, at, events[source][tick].length);
                    at += events[source][tick].length;
                }
            }
            case SnnNode.Population population -> integrate(n, population, tick, own);
            case SnnNode.LeakyPopulation population -> neurons(n).step(currents(n, population.bias(), tick), own);
            case SnnNode.Unit unit -> throw new IllegalArgumentException(unit.name() + " is a function unit");
            case SnnNode.Readout readout -> {
                double[][] currents = currents(n, readout.bias(), tick);
                if (readout.decoding() instanceof Decoding.Potential) {
                    neurons(n).step(currents, own);
                } else {
                    Arrays.setAll(sum, i -> sum[i] + currents[0][i]);
                }
            }
        }
        Arrays.setAll(total[n], i -> total[n][i] + own[i]);
    }

    private static void levels(SnnNode.Input input, int tick, float[] sample, double[] own) {
        int from = input.perTick() ? (tick - 1) * own.length : 0;
        for (int i = 0; i < own.length; i++) {
            double level =
                    Math.rint(sample[from + i] / input.step()[i / input.shape().plane()]);
            own[i] = Math.clamp(level, -input.maxLevel(), input.maxLevel());
        }
    }

    /** Membranes hold the maxima so far; totals of the source have this tick. */
    private void maximum(int n, SnnNode.MaxGate gate, double[] own) {
        double[] best = new double[own.length];
        Arrays.fill(best, Double.NaN);
        double[] reached = total[gate.source()];
        Windows.visit(gate.window(), shape(gate.source()), gate.shape(), (i, o) -> {
            boolean first = Double.isNaN(best[o]);
            double other = gate.least() ? Math.min(best[o], reached[i]) : Math.max(best[o], reached[i]);
            best[o] = first ? reached[i] : other;
        });
        for (int o = 0; o < own.length; o++) {
            double now = Double.isNaN(best[o]) ? 0 : best[o];
            own[o] = now - membrane[n][o];
            membrane[n][o] = now;
        }
    }

    private void integrate(int n, SnnNode.Population population, int tick, double[] own) {
        if (!population.model().transfer().integrates()) {
            throw new IllegalArgumentException(population.name() + " computes a function");
        }
        double[] current = currents(n, population.bias(), tick)[0];
        int most = population.model().largestEvent();
        boolean signed = population.model().transfer() instanceof Transfer.Identity;
        for (int i = 0; i < own.length; i++) {
            double m = membrane[n][i] + current[i];
            double least = signed ? -most : population.model().takesBack() ? -Math.min(most, total[n][i]) : 0;
            own[i] = Math.clamp(Math.floor(m), least, most);
            membrane[n][i] = m - own[i];
        }
    }

    /** What arrives at a tick, by receptor. */
    private double[][] currents(int n, float[] bias, int tick) {
        SnnNode node = graph.nodes().get(n);
        RealLeaky neurons = leaky[n];
        int receptors = neurons == null ? 1 : neurons.receptors();
        double[][] currents = new double[receptors][node.shape().size()];
        Arrays.setAll(currents[0], i -> bias[i / node.shape().plane()]);
        for (Projection projection : node.incoming()) {
            int sent = tick - projection.delay();
            if (sent >= 1) {
                double[] from = events[projection.source()][sent];
                Synapses.add(projection.kernel(), from, shapes(projection, node), currents[projection.receptor()]);
            }
        }
        return currents;
    }

    private RealLeaky neurons(int n) {
        return Objects.requireNonNull(leaky[n]);
    }

    private List<Shape> shapes(Projection projection, SnnNode target) {
        return List.of(shape(projection.source()), target.shape());
    }

    private Shape shape(int node) {
        return graph.nodes().get(node).shape();
    }
}
