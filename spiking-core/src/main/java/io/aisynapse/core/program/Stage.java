package io.aisynapse.core.program;

import io.aisynapse.core.neuron.GroupFunction;
import io.aisynapse.core.neuron.NeuronModel;
import io.aisynapse.core.neuron.Operand;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.Window;
import java.util.List;
import java.util.stream.Stream;

/**
 * One node of a core program. At each tick t = 1 … T it yields one integer a neuron; a value other than 0 is an event.
 * Sources have smaller indices than the stage itself, but where synapses have a delay.
 */
public sealed interface Stage {
    String name();

    Shape shape();

    /**
     * {@code level = clip(round(x / step[c]), −maxLevel, maxLevel)}, ties to even.
     *
     * @param step one a channel
     * @param perTick whether x is T values of the shape, one for each tick; else it is one, the same at every tick
     */
    record Input(String name, Shape shape, double[] step, int maxLevel, boolean perTick) implements Stage {
        public int level(float x, int channel) {
            double scaled = Math.rint(x / step[channel]);
            return (int) Math.max(-maxLevel, Math.min(maxLevel, scaled));
        }
    }

    /** Sum of the source's values over the window; wiring only, no neuron. */
    record SumPool(String name, Shape shape, int source, Window window) implements Stage {}

    /**
     * Emits {@code max_j S_j[t] − max_j S_j[t−1]}, S_j the sum of the values of input j so far, S[0] = 0; the minimum
     * when {@code least}. In differential coding, with r_t of {@link Reciprocals} and all in units of 2^−16:
     * <pre>
     *   S_j += value_j · r_t;  k = ⌊(t · (max_j S_j − O) + 2^15) / 2^16⌋;  O += k · r_t
     * </pre>
     */
    record MaxGate(String name, Shape shape, int source, Window window, boolean least) implements Stage {}

    /** {@code y[i] = x[map[i]]}, 0 where it is −1; wiring only. */
    record IndexMap(String name, Shape shape, int source, int[] map) implements Stage {}

    /** Sources one after another in flat order; wiring only. */
    record Concat(String name, Shape shape, List<Integer> sources) implements Stage {
        public Concat {
            sources = List.copyOf(sources);
        }
    }

    /**
     * Neurons. With B = bias + the currents, step = (Σ mantissa·value &lt;&lt; exponent) + ⌊tB/2^16⌋ − ⌊(t−1)B/2^16⌋,
     * V[0] = ⌊θ/2⌋ and C the sum of all k so far:
     * <pre>
     *   m = saturate(V + step);  k = clip(⌊m/θ⌋, lo, K);  V = m − θk
     *   lo = 0, −min(K, C) when it takes back, −K when the transfer is the identity
     * </pre>
     * Serial: V takes all steps, then fires {@code clip(⌊V/θ⌋, 0, T)} spikes, one a tick. Differential, or with a
     * transfer f that no integrate-and-fire neuron has, in units of 2^−16:
     * <pre>
     *   differential  M[0] = B, M += charge · r_t;        m = t · (f(M) − O),          O += kθ · r_t
     *   rate          X += step,  M = ⌊2^16 X / t⌋;       m = t · f(M) − 2^16 Y,       Y += kθ
     *   k = clip(⌊(m + 2^15 θ) / 2^16 θ⌋, −K, K), 0 when smaller than a correction may be
     * </pre>
     *
     * @param eventValue what an event of 1 is worth in the original network, one value a channel
     */
    record Population(
            String name,
            Shape shape,
            List<Synapses> synapses,
            List<Current> currents,
            Membranes membranes,
            float[] eventValue,
            NeuronModel model)
            implements Stage {
        public Population {
            synapses = List.copyOf(synapses);
            currents = List.copyOf(currents);
        }

        public Population withBias(long[] bias) {
            Membranes changed = new Membranes(membranes.threshold(), membranes.exponent(), bias);
            return new Population(name, shape, synapses, currents, changed, eventValue, model);
        }
    }

    /** Neurons that leak, by the equations of {@link IntegerMembrane} and {@link IntegerFiring}. */
    record LeakyPopulation(
            String name,
            Shape shape,
            List<Synapses> synapses,
            List<Current> currents,
            IntegerMembrane membrane,
            IntegerFiring firing)
            implements Stage {
        public LeakyPopulation {
            synapses = List.copyOf(synapses);
            currents = List.copyOf(currents);
        }
    }

    /**
     * A function of decoded values on a processor beside the cores: {@code F = round(2^16 f(M) / eventValue)}, then as
     * a population with θ = 1 and output F.
     *
     * @param eventValue what an event of 1 is worth in the original network
     */
    record Unit(
            String name,
            Shape shape,
            GroupFunction function,
            List<Operand> operands,
            float eventValue,
            int largestEvent)
            implements Stage {
        public Unit {
            operands = List.copyOf(operands);
        }
    }

    /**
     * Integers of a population's neurons, one a channel.
     *
     * @param bias in units of 2^−16 of the membrane's unit
     */
    record Membranes(int[] threshold, int[] exponent, long[] bias) {}

    /**
     * No neuron: charges are added up over the ticks t0 < t ≤ T and decoded as {@code Σ · scale[c] / (T − t0) +
     * bias[c]}; in differential coding the charge of tick t counts r_t / 2^16 times, and nothing is divided. The host
     * empties the sums as often as the state's range asks for, so they never saturate; it adds the sample's currents,
     * {@code Σ current · scale[c] / 2^16}. Or neurons whose potentials are read, as the decoding says.
     */
    record Readout(
            String name, Shape shape, List<Synapses> synapses, double[] scale, double[] bias, IntegerDecoding decoding)
            implements Stage {
        public Readout {
            synapses = List.copyOf(synapses);
        }
    }

    /** The synapses that end in it. */
    default List<Synapses> incoming() {
        return switch (this) {
            case Population population -> population.synapses();
            case LeakyPopulation population -> population.synapses();
            case Readout readout -> readout.synapses();
            case Input _, SumPool _, MaxGate _, IndexMap _, Concat _, Unit _ -> List.of();
        };
    }

    /** The currents from sources that hold still. */
    default List<Current> constants() {
        return switch (this) {
            case Population population -> population.currents();
            case LeakyPopulation population -> population.currents();
            case Readout readout ->
                switch (readout.decoding()) {
                    case IntegerDecoding.Mean mean -> mean.currents();
                    case IntegerDecoding.Potential potential -> potential.currents();
                };
            case Input _, SumPool _, MaxGate _, IndexMap _, Concat _, Unit _ -> List.of();
        };
    }

    /** The stages it reads, in order, with repetitions. */
    default List<Integer> inputs() {
        return switch (this) {
            case Input _ -> List.of();
            case SumPool pool -> List.of(pool.source());
            case MaxGate gate -> List.of(gate.source());
            case IndexMap map -> List.of(map.source());
            case Concat concat -> concat.sources();
            case Population _, LeakyPopulation _, Readout _ ->
                Stream.concat(
                                incoming().stream().map(Synapses::source),
                                constants().stream().map(Current::source))
                        .toList();
            case Unit unit ->
                unit.operands().stream()
                        .flatMap(operand -> operand.terms().stream())
                        .map(Operand.Term::source)
                        .toList();
        };
    }
}
