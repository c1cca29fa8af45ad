package io.aisynapse.core.snn;

import java.util.List;

/** A spiking network in topological order: node 0 is the {@code Input}, the last one the {@code Readout}. */
public record SnnGraph(List<SnnNode> nodes) {
    public SnnGraph {
        nodes = List.copyOf(nodes);
    }

    public SnnNode.Input input() {
        return (SnnNode.Input) nodes.getFirst();
    }

    public SnnNode.Readout readout() {
        return (SnnNode.Readout) nodes.getLast();
    }
}
