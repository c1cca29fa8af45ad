package io.aisynapse.core.compile;

import io.aisynapse.core.neuron.LeakyMembrane;
import io.aisynapse.core.snn.SnnNode;

/**
 * How far the membranes of a readout can be driven: with Q the largest charge of a tick, a current stays within {@code
 * Q · g(k)} and a potential within {@code |V₀| + (Σ_r current_r + |leak|) · g(k)}, where {@code g(k) = min(T, 1/(1−k))}
 * bounds the geometric series of the decay k.
 */
final class PotentialBound {
    private final EventBounds events;
    private final int timeSteps;

    PotentialBound(EventBounds events, int timeSteps) {
        this.events = events;
        this.timeSteps = timeSteps;
    }

    /** The bound of each channel, in the potential's real unit. */
    double[] of(SnnNode.Readout node, LeakyMembrane membrane) {
        int channels = node.shape().channels();
        double[][] current = new double[membrane.receptors()][channels];
        for (int c = 0; c < channels; c++) {
            current[0][c] = Math.abs(node.bias()[c]);
        }
        for (var projection : node.projections()) {
            double[] charges = events.charges(WeightView.of(projection, node.shape()), node.shape());
            for (int c = 0; c < channels; c++) {
                current[projection.receptor()][c] += charges[c];
            }
        }
        double[] bound = new double[channels];
        for (int i = 0; i < membrane.neurons(); i++) {
            int c = i / node.shape().plane();
            double input = Math.abs(membrane.leak()[i]);
            double most = 0;
            for (int r = 0; r < current.length; r++) {
                double reached = current[r][c] * growth(membrane.currentKeep()[r][i]);
                most = Math.max(most, reached);
                input += reached;
            }
            double potential = Math.abs(membrane.initial()[i]) + input * growth(membrane.voltageKeep()[i]);
            bound[c] = Math.max(bound[c], Math.max(most, potential));
        }
        return bound;
    }

    private double growth(double keep) {
        return keep == 1 ? timeSteps : Math.min(timeSteps, 1 / (1 - keep));
    }
}
