package io.aisynapse.core.snn;

import io.aisynapse.core.neuron.Decoding;
import io.aisynapse.core.neuron.Firing;
import io.aisynapse.core.neuron.GroupFunction;
import io.aisynapse.core.neuron.LeakyMembrane;
import io.aisynapse.core.neuron.NeuronModel;
import io.aisynapse.core.neuron.Operand;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.Window;
import java.util.Arrays;
import java.util.List;

/**
 * A node of a spiking network. At each tick it yields one integer a neuron, its event: spikes (0 or 1, or graded ones)
 * from populations, counts from sums, levels from the input.
 */
public sealed interface SnnNode {
    String name();

    Shape shape();

    /**
     * The sample: {@code level = clip(round(x / step[c]), −maxLevel, maxLevel)}. An event of level 1 is worth 1 to the
     * projections that leave it (their weights hold the step). Spikes as input are step 1 and maxLevel 1.
     *
     * @param step one a channel
     * @param perTick whether a sample is T values of the shape, one after another, one for each tick; else it is one,
     *     held still over all ticks
     */
    record Input(String name, Shape shape, double[] step, int maxLevel, boolean perTick) implements SnnNode {
        /** Held still. */
        public Input(String name, Shape shape, double[] step, int maxLevel) {
            this(name, shape, step, maxLevel, false);
        }

        /** One step for all channels. */
        public Input(String name, Shape shape, double step, int maxLevel) {
            this(name, shape, new double[shape.channels()], maxLevel);
            Arrays.fill(this.step, step);
        }

        /** Whether all channels have one step. */
        public boolean isUniform() {
            return Arrays.stream(step).allMatch(each -> each == step[0]);
        }
    }

    /** Sum of the source's events over the window, padding counted as nothing. The divisor is in later weights. */
    record SumPool(String name, Shape shape, int source, Window window) implements SnnNode {}

    /**
     * Emits {@code max_j S_j[t] − max_j S_j[t−1]} with S_j the spike count of input j so far, so that the pooled count
     * is the maximum of the counts; the minimum when {@code least}. In differential coding the maximum of the decoded
     * values, as integers of the source's unit: {@code k = round(t · (max_j M_j[t] − M_out[t−1]))}.
     */
    record MaxGate(String name, Shape shape, int source, Window window, boolean least) implements SnnNode {}

    /** {@code y[i] = x[source[i]]}, 0 where it is −1. */
    record IndexMap(String name, Shape shape, int source, int[] map) implements SnnNode {}

    /** Sources one after another in flat order. */
    record Concat(String name, Shape shape, List<Integer> sources) implements SnnNode {
        public Concat {
            sources = List.copyOf(sources);
        }
    }

    /**
     * Integrate-and-fire with subtractive reset, threshold 1: {@code m = V + Σ w·events + bias; k = clip(⌊m⌋, lo, K); V
     * = m − k}. V starts at 1/2; lo is 0, or as {@link NeuronModel} says. With a transfer that does not integrate, or
     * in differential coding, the event is what the decoded output lacks: {@code k = round(t · (f(M_in) − M_out))}.
     *
     * @param bias one value a channel, added at each tick; in differential coding once
     * @param eventValue what an event of 1 is worth in the original network (its θ), one value a channel
     */
    record Population(
            String name, Shape shape, List<Projection> projections, float[] bias, float[] eventValue, NeuronModel model)
            implements SnnNode {
        public Population {
            projections = List.copyOf(projections);
        }
    }

    /**
     * Neurons that leak, LIF and CUBA-LIF, in rate coding. Their projections may come from any node, themselves
     * included, see {@link Projection}; a spike is worth 1.
     *
     * @param bias one value a channel, added to the current of receptor 0 at each tick
     */
    record LeakyPopulation(
            String name, Shape shape, List<Projection> projections, float[] bias, LeakyMembrane membrane, Firing firing)
            implements SnnNode {
        public LeakyPopulation {
            projections = List.copyOf(projections);
        }
    }

    /**
     * A function of decoded values, computed beside the cores; emits {@code k = round(t · (f(M) / eventValue −
     * M_out))}.
     *
     * @param operands one for each operand of the function
     * @param eventValue what an event of 1 is worth
     */
    record Unit(
            String name,
            Shape shape,
            GroupFunction function,
            List<Operand> operands,
            float eventValue,
            int largestEvent)
            implements SnnNode {
        public Unit {
            operands = List.copyOf(operands);
        }
    }

    /**
     * The last node. It does not spike: its mean input {@code Σ w·events + bias} over the ticks is the logits, or its
     * potentials are, as the decoding says.
     *
     * @param bias one value a channel; into potentials as that of a leaky population
     */
    record Readout(String name, Shape shape, List<Projection> projections, float[] bias, Decoding decoding)
            implements SnnNode {
        public Readout {
            projections = List.copyOf(projections);
        }

        /** Decoded as the mean input. */
        public Readout(String name, Shape shape, List<Projection> projections, float[] bias) {
            this(name, shape, projections, bias, new Decoding.Mean());
        }
    }

    /** The synapses that end in it. */
    default List<Projection> incoming() {
        return switch (this) {
            case Population population -> population.projections();
            case LeakyPopulation population -> population.projections();
            case Readout readout -> readout.projections();
            case Input _, SumPool _, MaxGate _, IndexMap _, Concat _, Unit _ -> List.of();
        };
    }

    /** The nodes whose events of the same tick it needs, other than by synapses. */
    default List<Integer> wires() {
        return switch (this) {
            case SumPool pool -> List.of(pool.source());
            case MaxGate gate -> List.of(gate.source());
            case IndexMap map -> List.of(map.source());
            case Concat concat -> concat.sources();
            case Unit unit ->
                unit.operands().stream()
                        .flatMap(operand -> operand.terms().stream())
                        .map(Operand.Term::source)
                        .toList();
            case Input _, Population _, LeakyPopulation _, Readout _ -> List.of();
        };
    }
}
