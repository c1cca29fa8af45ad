package io.aisynapse.core.program;

import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.Window;
import java.util.List;
import java.util.stream.Stream;

/**
 * One node of a core program. At each tick t = 1 … T it yields one integer a neuron; a value other than 0 is an event.
 * Sources have smaller indices than the stage itself.
 */
public sealed interface Stage {
    String name();

    Shape shape();

    /** {@code level = clip(round(x / step), −maxLevel, maxLevel)}, ties to even, the same at every tick. */
    record Input(String name, Shape shape, double step, int maxLevel) implements Stage {
        public int level(float x) {
            double scaled = Math.rint(x / step);
            return (int) Math.max(-maxLevel, Math.min(maxLevel, scaled));
        }
    }

    /** Sum of the source's values over the window; wiring only, no neuron. */
    record SumPool(String name, Shape shape, int source, Window window) implements Stage {}

    /** Emits {@code max_j S_j[t] − max_j S_j[t−1]}, S_j the sum of the values of input j so far, S[0] = 0. */
    record MaxGate(String name, Shape shape, int source, Window window) implements Stage {}

    /** {@code y[i] = x[map[i]]}, 0 where it is −1; wiring only. */
    record IndexMap(String name, Shape shape, int source, int[] map) implements Stage {}

    /** Sources one after another in flat order; wiring only. */
    record Concat(String name, Shape shape, List<Integer> sources) implements Stage {
        public Concat {
            sources = List.copyOf(sources);
        }
    }

    /**
     * Integrate-and-fire. With B = bias + the currents, V[0] = ⌊θ/2⌋:
     * <pre>
     *   m = saturate(V + (Σ mantissa·value &lt;&lt; exponent) + ⌊tB/2^16⌋ − ⌊(t−1)B/2^16⌋)
     *   spike if m ≥ θ;  V = m − θ·spike
     * </pre>
     *
     * @param eventValue what one spike of a channel is worth in the original network, one value a channel
     */
    record Population(
            String name,
            Shape shape,
            List<Synapses> synapses,
            List<Current> currents,
            Membranes membranes,
            float[] eventValue)
            implements Stage {
        public Population {
            synapses = List.copyOf(synapses);
            currents = List.copyOf(currents);
        }

        public Population withBias(long[] bias) {
            Membranes changed = new Membranes(membranes.threshold(), membranes.exponent(), bias);
            return new Population(name, shape, synapses, currents, changed, eventValue);
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
     * bias[c]}. The host empties the sums as often as the state's range asks for, so they never saturate.
     */
    record Readout(String name, Shape shape, List<Synapses> synapses, double[] scale, double[] bias) implements Stage {
        public Readout {
            synapses = List.copyOf(synapses);
        }
    }

    /** The stages it reads, in order, with repetitions. */
    default List<Integer> inputs() {
        return switch (this) {
            case Input _ -> List.of();
            case SumPool pool -> List.of(pool.source());
            case MaxGate gate -> List.of(gate.source());
            case IndexMap map -> List.of(map.source());
            case Concat concat -> concat.sources();
            case Population population ->
                Stream.concat(
                                population.synapses().stream().map(Synapses::source),
                                population.currents().stream().map(Current::source))
                        .toList();
            case Readout readout ->
                readout.synapses().stream().map(Synapses::source).toList();
        };
    }
}
