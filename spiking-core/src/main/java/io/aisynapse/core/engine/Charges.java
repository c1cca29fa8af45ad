package io.aisynapse.core.engine;

import io.aisynapse.core.kernel.SynapseKernels;
import io.aisynapse.core.program.Ranges;
import java.util.Arrays;

/** What flows into the neurons of a population: the charge of a tick, and the bias with all constant currents. */
final class Charges {
    private final PopulationPlan plan;
    private final SynapseKernels kernels;
    private final EventStream[] streams;
    private final int[] charge;
    private final long[] bias;
    private final SynapseKernels.Range range = new SynapseKernels.Range();

    Charges(PopulationPlan plan, SynapseKernels kernels, EventStream[] streams) {
        this.plan = plan;
        this.kernels = kernels;
        this.streams = streams;
        this.charge = new int[plan.population().shape().size()];
        this.bias = new long[charge.length];
    }

    /** Takes the bias of one neuron, in units of 2^−16. */
    @FunctionalInterface
    interface BiasTaker {
        void take(int neuron, long bias);
    }

    /** Biases of the sample whose input events stand in the streams. */
    void biases(BiasTaker taker) {
        long[] byChannel = plan.population().membranes().bias();
        int channels = byChannel.length;
        for (int i = 0; i < bias.length; i++) {
            bias[i] = byChannel[i % channels];
        }
        for (int c = 0; c < plan.currents().size(); c++) {
            addCurrent(c, channels);
        }
        for (int i = 0; i < bias.length; i++) {
            taker.take(i, Ranges.clipBias(bias[i]));
        }
    }

    private void addCurrent(int index, int channels) {
        SynapsePlan synapses = plan.currents().get(index);
        EventStream source = streams[synapses.source()];
        Arrays.fill(charge, 0);
        range.set(0, source.events.size());
        kernels.scatter(charge, synapses.weight(), synapses.runs(), source.events, range);
        int[] multiplier = plan.current(index).multiplier();
        int shift = plan.current(index).shift();
        long half = 1L << (shift - 1);
        for (int i = 0; i < bias.length; i++) {
            bias[i] += (charge[i] * (long) multiplier[i % channels] + half) >> shift;
        }
    }

    /** Charges of a tick, before exponents; overwritten by the next call. */
    int[] of(int tick) {
        Arrays.fill(charge, 0);
        for (SynapsePlan synapses : plan.synapses()) {
            EventStream source = streams[synapses.source()];
            source.tick(tick, range);
            kernels.scatter(charge, synapses.weight(), synapses.runs(), source.events, range);
        }
        return charge;
    }
}
