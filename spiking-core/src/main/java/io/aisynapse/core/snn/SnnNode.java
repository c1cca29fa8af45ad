package io.aisynapse.core.snn;

import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.Window;
import java.util.List;

/**
 * A node of a spiking network. At each tick it yields one integer a neuron: spikes (0 or 1) from populations and
 * maximum gates, counts from sums, levels from the input.
 */
public sealed interface SnnNode {
    String name();

    Shape shape();

    /**
     * The sample, held still over all ticks: {@code level = clip(round(x / step), −maxLevel, maxLevel)}. An event of
     * level 1 is worth 1 to the projections that leave it (their weights hold the step).
     */
    record Input(String name, Shape shape, double step, int maxLevel) implements SnnNode {}

    /** Sum of the source's events over the window, padding counted as nothing. The divisor is in later weights. */
    record SumPool(String name, Shape shape, int source, Window window) implements SnnNode {}

    /**
     * Emits {@code max_j S_j[t] − max_j S_j[t−1]} with S_j the spike count of input j so far, so that the pooled count
     * is the maximum of the counts.
     */
    record MaxGate(String name, Shape shape, int source, Window window) implements SnnNode {}

    /** {@code y[i] = x[source[i]]}, 0 where it is −1. */
    record IndexMap(String name, Shape shape, int source, int[] map) implements SnnNode {}

    /** Sources one after another in flat order. */
    record Concat(String name, Shape shape, List<Integer> sources) implements SnnNode {
        public Concat {
            sources = List.copyOf(sources);
        }
    }

    /**
     * Integrate-and-fire with subtractive reset, threshold 1: {@code m = V + Σ w·events + bias; spike if m ≥ 1; V = m −
     * spike}. V starts at 1/2.
     *
     * @param bias one value a channel, added at each tick
     * @param eventValue what one spike of a channel is worth in the original network (its θ), one value a channel
     */
    record Population(String name, Shape shape, List<Projection> projections, float[] bias, float[] eventValue)
            implements SnnNode {
        public Population {
            projections = List.copyOf(projections);
        }
    }

    /** The last node: no neuron, its mean input {@code Σ w·events + bias} over the ticks is the logits. */
    record Readout(String name, Shape shape, List<Projection> projections, float[] bias) implements SnnNode {
        public Readout {
            projections = List.copyOf(projections);
        }
    }
}
