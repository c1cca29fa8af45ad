package io.aisynapse.core.convert;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.finding.RejectedModelException;

/**
 * The coding scheme {@code rate}: calibrated integrate-and-fire with subtractive reset and V[0] = θ/2, binary spikes.
 *
 * <p>A neuron under a constant input z fires {@code clip(⌊(zT + θ/2)/θ⌋, 0, T)} times in T steps: a staircase of T
 * steps that ends at θ. Each channel's θ is the one for which that staircase lies closest to the channel's calibrated
 * activations, solved anew for each T.
 *
 * <p>Source: Diehl 2015 and Rueckauer 2017 for the neuron, Li 2021 (SNN_Calibration) for the θ/2 start and for solving
 * θ by least squares.
 */
public final class RateConversion {
    private static final int MOST_TIME_STEPS = 4096;

    private RateConversion() {}

    /**
     * @param graph after {@code AnnPasses.simplify}
     * @param calibration samples, each flat in row-major order; at least one
     * @param timeSteps T, 1 to 4096
     * @throws RejectedModelException with every layer that this scheme cannot express
     */
    public static RateConverted convert(AnnGraph graph, float[][] calibration, int timeSteps) {
        if (timeSteps < 1 || timeSteps > MOST_TIME_STEPS) {
            throw new RejectedModelException(new Finding(
                    "bad-value",
                    "time_steps",
                    Integer.toString(timeSteps),
                    "1 to " + MOST_TIME_STEPS,
                    "choose a number of time steps in that range"));
        }
        if (calibration.length == 0) {
            throw new IllegalArgumentException("calibration needs at least one sample");
        }
        ActivationStatistics statistics = ActivationStatistics.measure(graph, calibration);
        return new LowerToSpiking(graph, statistics, timeSteps).lower();
    }
}
