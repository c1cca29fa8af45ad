package io.aisynapse.core.tune.bound;

import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnRunner;
import io.aisynapse.core.neuron.Coding;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.program.Current;
import io.aisynapse.core.program.IntegerKernel;
import io.aisynapse.core.program.Ranges;
import io.aisynapse.core.program.Stage;
import io.aisynapse.core.program.Synapses;
import io.aisynapse.core.snn.Projection;
import io.aisynapse.core.snn.SnnGraph;
import io.aisynapse.core.snn.SnnNode;
import io.aisynapse.core.tensor.ArgMax;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Bounds a serial program's distance from the real-valued network, for one sample and element by element. A layer's
 * count is {@code c = clip(⌊(Σ ŵ·c_in + T·b̂ + θ/2) / θ⌋, 0, T)}, so with a and z the real network's values in events
 * (each worth its θ) and N = T
 *
 * <pre>
 *   ε_l = |Ŵ|·ε_{l−1} + 1/2N + max(0, z − 1) + |Ŵ − W|·|a_{l−1}| + |b̂ − b| + 2/θN
 * </pre>
 *
 * The last summand holds what integers round: half a threshold, the bias of each tick. Holds as long as no membrane
 * saturates, which a run counts. Free-running schemes have no such bound.
 */
public final class SerialBound {
    private final SnnGraph graph;
    private final CoreProgram program;
    private final Map<Integer, float[]> caps;
    private final List<List<BoundedProjection>> projections = new ArrayList<>();

    /**
     * @param graph what the program was compiled from; biases may have been corrected since
     * @param caps by population, where the real network has one: its cap in events, one a channel
     */
    public SerialBound(SnnGraph graph, CoreProgram program, Map<Integer, float[]> caps) {
        if (program.coding() != Coding.SERIAL) {
            throw new IllegalArgumentException("no bound for a program of coding " + program.coding());
        }
        this.graph = graph;
        this.program = program;
        this.caps = Map.copyOf(caps);
        for (int node = 0; node < graph.nodes().size(); node++) {
            projections.add(bounded(node));
        }
    }

    /**
     * @param exact the real network's answer
     * @param error how far the spiking one's may be from it, one an output
     */
    public record Bounded(float[] exact, float[] error) {
        /** Whether the largest answer must be the same: it leads the others by more than both can err. */
        public boolean isCertain() {
            int best = ArgMax.of(exact);
            for (int i = 0; i < exact.length; i++) {
                if (i != best && !(exact[best] - exact[i] > error[best] + error[i])) {
                    return false;
                }
            }
            return true;
        }
    }

    public Bounded of(float[] sample) {
        List<Approximate> known = new ArrayList<>();
        for (int node = 0; node < graph.nodes().size(); node++) {
            known.add(approximate(node, sample, known));
        }
        return new Bounded(known.getLast().value(), known.getLast().error());
    }

    private Approximate approximate(int node, float[] sample, List<Approximate> known) {
        return switch (graph.nodes().get(node)) {
            case SnnNode.Input input -> input(input, sample);
            case SnnNode.SumPool pool -> {
                Approximate source = known.get(pool.source());
                Shape from = shape(pool.source());
                yield new Approximate(
                        summed(pool.window(), source.value(), from, pool.shape()),
                        summed(pool.window(), source.error(), from, pool.shape()));
            }
            case SnnNode.MaxGate gate -> gate(gate, known.get(gate.source()));
            case SnnNode.IndexMap map -> {
                Approximate source = known.get(map.source());
                yield new Approximate(moved(source.value(), map.map()), moved(source.error(), map.map()));
            }
            case SnnNode.Concat concat -> concat(concat, known);
            case SnnNode.Population population -> population(node, population, known);
            case SnnNode.Readout readout -> readout(node, readout, known);
            case SnnNode node0 -> throw new IllegalArgumentException("no bound for " + node0.name());
        };
    }

    private Approximate input(SnnNode.Input input, float[] sample) {
        float[] value = new float[sample.length];
        float[] error = new float[sample.length];
        Stage.Input stage = program.input();
        for (int i = 0; i < value.length; i++) {
            int channel = i / input.shape().plane();
            double exact = sample[i] / input.step()[channel];
            value[i] = (float) exact;
            error[i] = (float) Math.abs(stage.level(sample[i], channel) - exact)
                    + BoundedProjection.ARITHMETIC * Math.abs(value[i]);
        }
        return new Approximate(value, error);
    }

    private static float[] summed(Window window, float[] values, Shape from, Shape to) {
        float[] sums = AnnRunner.apply(new AnnLayer.AveragePool(window, true), values, from, to);
        for (int i = 0; i < sums.length; i++) {
            sums[i] *= window.area();
        }
        return sums;
    }

    private Approximate gate(SnnNode.MaxGate gate, Approximate source) {
        AnnLayer.MaxPool pool = new AnnLayer.MaxPool(gate.window());
        Shape from = shape(gate.source());
        float[] value = gate.least() ? negated(source.value()) : source.value();
        float[] most = AnnRunner.apply(pool, value, from, gate.shape());
        return new Approximate(
                gate.least() ? negated(most) : most, AnnRunner.apply(pool, source.error(), from, gate.shape()));
    }

    private static float[] negated(float[] values) {
        float[] result = new float[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = -values[i];
        }
        return result;
    }

    private static float[] moved(float[] values, int[] map) {
        float[] result = new float[map.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = map[i] < 0 ? 0 : values[map[i]];
        }
        return result;
    }

    private static Approximate concat(SnnNode.Concat concat, List<Approximate> known) {
        float[] value = new float[concat.shape().size()];
        float[] error = new float[value.length];
        int at = 0;
        for (int source : concat.sources()) {
            Approximate part = known.get(source);
            System.arraycopy(part.value(), 0, value, at, part.value().length);
            System.arraycopy(part.error(), 0, error, at, part.value().length);
            at += part.value().length;
        }
        return new Approximate(value, error);
    }

    private Approximate population(int node, SnnNode.Population population, List<Approximate> known) {
        Stage.Membranes membranes = ((Stage.Population) program.stages().get(node)).membranes();
        Approximate sums = sums(node, population.shape(), population.bias(), known);
        float[] cap = caps.get(node);
        float[] value = sums.value();
        float[] error = sums.error();
        int plane = population.shape().plane();
        double steps = program.timeSteps();
        for (int i = 0; i < value.length; i++) {
            int channel = i / plane;
            double unit = membranes.threshold()[channel];
            double onChip = membranes.bias()[channel] / (unit * Ranges.BIAS_UNIT);
            double exact = Math.max(value[i], 0);
            exact = cap == null ? exact : Math.min(exact, cap[channel]);
            error[i] += (float) (Math.abs(onChip - population.bias()[channel])
                    + (0.5 + 2 / unit) / steps
                    + Math.max(0, exact - 1)
                    + BoundedProjection.ARITHMETIC * Math.abs(onChip));
            value[i] = (float) exact;
        }
        return new Approximate(value, error);
    }

    private Approximate readout(int node, SnnNode.Readout readout, List<Approximate> known) {
        Approximate sums = sums(node, readout.shape(), readout.bias(), known);
        int plane = readout.shape().plane();
        for (int i = 0; i < sums.error().length; i++) {
            double onChip = program.readout().bias()[i / plane];
            sums.error()[i] += (float)
                    (Math.abs(onChip - readout.bias()[i / plane]) + BoundedProjection.ARITHMETIC * Math.abs(onChip));
        }
        return sums;
    }

    private Approximate sums(int node, Shape shape, float[] bias, List<Approximate> known) {
        float[] values = new float[shape.size()];
        float[] errors = new float[shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = bias[i / shape.plane()];
        }
        projections.get(node).forEach(projection -> projection.add(known.get(projection.source()), values, errors));
        return new Approximate(values, errors);
    }

    /** The projections into a node, in the order of its events and then its currents, as the compiler sorts them. */
    private List<BoundedProjection> bounded(int node) {
        List<Projection> real = switch (graph.nodes().get(node)) {
            case SnnNode.Population population -> population.projections();
            case SnnNode.Readout readout -> readout.projections();
            default -> List.of();
        };
        Map<Integer, Integer> seen = new HashMap<>();
        List<BoundedProjection> bounded = new ArrayList<>();
        for (Projection projection : real) {
            int repeat = seen.merge(projection.source(), 1, Integer::sum) - 1;
            bounded.add(bounded(node, projection, repeat));
        }
        return bounded;
    }

    /** @param repeat how many projections from the same source came before */
    private BoundedProjection bounded(int node, Projection projection, int repeat) {
        Shape to = shape(node);
        Shape from = shape(projection.source());
        Stage stage = program.stages().get(node);
        double[] value = values(stage);
        double[] unit = new double[value.length];
        List<Current> currents = stage.constants().stream()
                .filter(current -> current.source() == projection.source())
                .toList();
        if (currents.isEmpty()) {
            int[] exponent = stage instanceof Stage.Population population
                    ? population.membranes().exponent()
                    : new int[unit.length];
            Arrays.setAll(unit, c -> Math.scalb(value[c], exponent[c]));
            IntegerKernel kernel = kernel(stage.incoming(), projection.source(), repeat);
            return BoundedProjection.of(projection, kernel, unit, from, to);
        }
        Current current = currents.get(repeat);
        Arrays.setAll(
                unit,
                c -> Math.scalb((double) current.multiplier()[c], -current.shift()) / Ranges.BIAS_UNIT * value[c]);
        return BoundedProjection.of(projection, current.kernel(), unit, from, to);
    }

    /** What one unit of a membrane, or of the readout's sums, is worth by channel. */
    private static double[] values(Stage stage) {
        return switch (stage) {
            case Stage.Readout readout -> readout.scale();
            case Stage.Population population ->
                Arrays.stream(population.membranes().threshold())
                        .mapToDouble(threshold -> 1.0 / threshold)
                        .toArray();
            default -> throw new IllegalArgumentException(stage.name() + " has no synapses");
        };
    }

    private static IntegerKernel kernel(List<Synapses> synapses, int source, int repeat) {
        return synapses.stream()
                .filter(each -> each.source() == source)
                .skip(repeat)
                .findFirst()
                .orElseThrow()
                .kernel();
    }

    private Shape shape(int node) {
        return graph.nodes().get(node).shape();
    }
}
