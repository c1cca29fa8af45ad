package io.aisynapse.core.engine;

import io.aisynapse.core.engine.stream.ConstantCurrents;
import io.aisynapse.core.engine.stream.EventStream;
import io.aisynapse.core.engine.stream.MergedEvents;
import io.aisynapse.core.engine.stream.SynapsePlan;
import io.aisynapse.core.kernel.Events;
import io.aisynapse.core.kernel.SynapseKernels;
import io.aisynapse.core.kernel.Weights;
import io.aisynapse.core.program.Ranges;
import io.aisynapse.core.program.Windows;
import java.util.Arrays;

/** What flows into the neurons of a population: the charge of a tick, and the bias with all constant currents. */
final class Charges {
    private final PopulationPlan plan;
    private final Windows windows;
    private final int stage;
    private final SynapseKernels kernels;
    private final EventStream[] streams;
    private final SynapsePlan[] projections;
    private final Weights[] weights;
    private final int[] charge;
    private final long[] bias;
    private final ConstantCurrents constants;
    private long[] byChannel;
    private boolean isSet;
    private final MergedEvents merged = new MergedEvents();
    private final SynapseKernels.Range range = new SynapseKernels.Range();

    Charges(ProgramPlan whole, SynapseKernels kernels, EventStream[] streams, int stage) {
        this.plan = whole.populations[stage];
        this.windows = whole.windows;
        this.stage = stage;
        this.kernels = kernels;
        this.streams = streams;
        this.projections = plan.synapses().toArray(SynapsePlan[]::new);
        this.weights = plan.synapses().stream()
                .map(each -> Weights.of(each.weight(), each.runs()))
                .toArray(Weights[]::new);
        this.charge = new int[plan.population().shape().size()];
        this.bias = new long[charge.length];
        this.constants = new ConstantCurrents(plan.population(), plan.currents(), kernels, streams);
        this.byChannel = plan.population().membranes().bias();
    }

    void useBias(long[] bias) {
        byChannel = bias;
        isSet = false;
    }

    /**
     * Biases by neuron of the sample whose input events stand in the streams, in units of 2^−16; overwritten by the
     * next call.
     */
    long[] biases() {
        if (isSet && constants.isEmpty()) {
            return bias;
        }
        for (int first = 0; first < bias.length; first += byChannel.length) {
            System.arraycopy(byChannel, 0, bias, first, byChannel.length);
        }
        constants.addTo(bias);
        for (int i = 0; i < bias.length; i++) {
            bias[i] = Ranges.clipBias(bias[i]);
        }
        isSet = true;
        return bias;
    }

    /** Sets the range to the events of a source that are heard at this tick and were not before; of how many ticks. */
    int hear(int source, int tick, SynapseKernels.Range heard) {
        int first = windows.heard(source, stage, tick - 1) + 1;
        int last = windows.heard(source, stage, tick);
        if (first > last) {
            heard.set(0, 0);
        } else {
            heard.set(streams[source].from(first), streams[source].to(last));
        }
        return last - first + 1;
    }

    /** Charges of a tick, before exponents; overwritten by the next call. */
    int[] of(int tick) {
        Arrays.fill(charge, 0);
        for (int p = 0; p < projections.length; p++) {
            SynapsePlan synapses = projections[p];
            int ticks = hear(synapses.source(), tick, range);
            Events events = streams[synapses.source()].events;
            if (ticks > 1) {
                events = merged.of(events, range, synapses.neurons());
                range.set(0, events.size());
            }
            kernels.scatter(charge, weights[p], events, range);
        }
        return charge;
    }
}
