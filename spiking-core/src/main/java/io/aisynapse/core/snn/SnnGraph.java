package io.aisynapse.core.snn;

import io.aisynapse.core.neuron.Coding;
import java.util.List;

/**
 * A spiking network in topological order: node 0 is the {@code Input}, the last one the {@code Readout}. Only
 * projections with a delay may lead back; {@link SnnVerifier} says what else holds.
 *
 * @param coding how its events stand for values
 * @param startDelay in rate coding, ticks that a population only integrates before its own T ticks begin
 */
public record SnnGraph(Coding coding, int startDelay, List<SnnNode> nodes) {
    public SnnGraph {
        nodes = List.copyOf(nodes);
    }

    /** A rate-coded network without start delays. */
    public SnnGraph(List<SnnNode> nodes) {
        this(Coding.RATE, 0, nodes);
    }

    public SnnNode.Input input() {
        return (SnnNode.Input) nodes.getFirst();
    }

    public SnnNode.Readout readout() {
        return (SnnNode.Readout) nodes.getLast();
    }
}
