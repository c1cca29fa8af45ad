package io.aisynapse.core.convert;

import io.aisynapse.core.ann.Activations;
import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.finding.RejectedModelException;

/**
 * A network with what calibration found out about it; converts it for any scheme and number of time steps.
 *
 * <p>A neuron of N steps yields {@code θ/N · clip(⌊N·a/θ + ½⌋, 0, N)} for an activation a: a staircase that ends at θ.
 * Each channel's θ is the one for which that staircase lies closest to its calibrated activations, solved anew for each
 * N: T for binary spikes, K·T for graded ones.
 */
public final class SpikingConversion {
    /** Most time steps of any scheme, and of differential coding, whose events shrink with 1/t. */
    private static final int MOST_TIME_STEPS = 4096;

    private static final int MOST_DIFFERENTIAL_STEPS = 256;

    private final AnnGraph graph;
    private final ActivationStatistics statistics;

    private SpikingConversion(AnnGraph graph, ActivationStatistics statistics) {
        this.graph = graph;
        this.statistics = statistics;
    }

    /**
     * @param graph after {@code AnnPasses.simplify}
     * @param calibration samples, each flat in row-major order; at least one
     */
    public static SpikingConversion calibrate(AnnGraph graph, float[][] calibration) {
        return calibrate(graph, Activations.of(graph, calibration));
    }

    /** From values that are known without samples. */
    public static SpikingConversion calibrate(AnnGraph graph, Activations activations) {
        return new SpikingConversion(graph, ActivationStatistics.measure(graph, activations));
    }

    public AnnGraph graph() {
        return graph;
    }

    /**
     * @param timeSteps T, 1 to 4096, in differential coding to 256
     * @throws RejectedModelException with every layer that this scheme cannot express
     */
    public SpikingConverted convert(Scheme scheme, int timeSteps) {
        int most = scheme == Scheme.DIFFERENTIAL ? MOST_DIFFERENTIAL_STEPS : MOST_TIME_STEPS;
        if (timeSteps < 1 || timeSteps > most) {
            throw new RejectedModelException(new Finding(
                    "bad-value",
                    "time_steps",
                    Integer.toString(timeSteps),
                    "1 to " + most,
                    "choose a number of time steps in that range"));
        }
        return new LowerToSpiking(graph, statistics, scheme, timeSteps).lower();
    }
}
