package io.aisynapse.core.compile;

import io.aisynapse.core.neuron.Coding;
import io.aisynapse.core.neuron.LeakyMembrane;
import io.aisynapse.core.program.Ranges;
import io.aisynapse.core.program.Stage;
import io.aisynapse.core.snn.SnnNode;
import java.util.List;

/**
 * How far the membranes of a readout can be driven: with Q the largest charge of a tick, a current stays within {@code
 * Q · g(k)} and a potential within {@code |V₀| + (Σ_r current_r + |leak|) · g(k)}, where {@code g(k) = min(T, 1/(1−k))}
 * bounds the geometric series of the decay k.
 */
final class PotentialBound {
    private final long[] largestEvent;
    private final int timeSteps;

    /** @param stages all before the readout */
    PotentialBound(List<Stage> stages, Coding coding, int timeSteps) {
        this.largestEvent = Ranges.largestEvents(stages, coding);
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
            double[] sums = largestSums(WeightView.of(projection, node.shape()), node);
            for (int c = 0; c < channels; c++) {
                current[projection.receptor()][c] += sums[c] * largestEvent[projection.source()];
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

    /** Largest {@code Σ |w|} into a neuron, by channel; a diagonal or convolution reaches all of a channel alike. */
    private static double[] largestSums(WeightView view, SnnNode.Readout node) {
        int plane = node.shape().plane();
        double[] byNeuron =
                new double[view.outputs() > 0 ? view.outputs() : node.shape().channels()];
        double[] sums = new double[node.shape().channels()];
        for (int w = 0; w < view.weight().length; w++) {
            int at = view.outputs() > 0 ? w % view.outputs() : view.channelOf(w);
            byNeuron[at] += Math.abs(view.weight()[w]);
        }
        for (int i = 0; i < byNeuron.length; i++) {
            int c = view.outputs() > 0 ? i / plane : i;
            sums[c] = Math.max(sums[c], byNeuron[i]);
        }
        return sums;
    }
}
