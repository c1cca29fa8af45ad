package io.aisynapse.core.engine;

import io.aisynapse.core.kernel.Membranes;
import io.aisynapse.core.kernel.SynapseKernels;
import java.util.Arrays;

/** Binary integrate-and-fire: charges by its synapses, then one step of all membranes. */
final class PopulationRun implements StageRun {
    /** So many weights of magnitude 127 cannot leave the range of a short. */
    private static final int EVENTS_IN_A_SHORT = Short.MAX_VALUE / 127;

    private final PopulationPlan plan;
    private final SynapseKernels kernels;
    private final EventStream[] streams;
    private final EventStream own;
    private final Charges charges;
    private final Membranes membranes;
    private final SynapseKernels.Range range = new SynapseKernels.Range();
    private final short[] shortCharge;
    private final boolean singleDense;

    PopulationRun(PopulationPlan plan, SynapseKernels kernels, EventStream[] streams, EventStream own, int limit) {
        this.plan = plan;
        this.kernels = kernels;
        this.streams = streams;
        this.own = own;
        int size = plan.population().shape().size();
        this.charges = new Charges(plan, kernels, streams);
        this.membranes = new Membranes(
                limit,
                plan.byNeuron(plan.population().membranes().threshold()),
                plan.byNeuron(plan.population().membranes().exponent()));
        this.singleDense = plan.synapses().size() == 1
                && plan.synapses().getFirst().dense()
                && streams[plan.synapses().getFirst().source()].events.values() == null;
        this.shortCharge = new short[plan.shortCharges() || singleDense ? size : 0];
        if (plan.currents().isEmpty()) {
            charges.biases(membranes::setBias);
        }
    }

    @Override
    public long active() {
        return membranes.active();
    }

    @Override
    public long saturations() {
        return membranes.saturations();
    }

    @Override
    public void start(float[] sample) {
        own.clear();
        membranes.reset();
        if (!plan.currents().isEmpty()) {
            charges.biases(membranes::setBias);
        }
        Arrays.fill(shortCharge, (short) 0);
    }

    @Override
    public void tick(int tick) {
        if (singleDense && sumRows(tick)) {
            kernels.fire(membranes, shortCharge, own.events);
        } else if (plan.shortCharges()) {
            scatterShorts(tick);
            kernels.fire(membranes, shortCharge, own.events);
        } else {
            kernels.fire(membranes, charges.of(tick), own.events);
        }
        own.endTick(tick);
    }

    /** A dense layer's charges stay shorts when its weights prove it, or when this tick has few events. */
    private boolean sumRows(int tick) {
        SynapsePlan synapses = plan.synapses().getFirst();
        EventStream source = streams[synapses.source()];
        source.tick(tick, range);
        if (!plan.shortCharges() && range.to - range.from > EVENTS_IN_A_SHORT) {
            return false;
        }
        kernels.sumRows(shortCharge, synapses.weight(), shortCharge.length, source.events, range);
        return true;
    }

    private void scatterShorts(int tick) {
        if (plan.synapses().isEmpty()) {
            return;
        }
        Arrays.fill(shortCharge, (short) 0);
        for (SynapsePlan synapses : plan.synapses()) {
            EventStream source = streams[synapses.source()];
            source.tick(tick, range);
            kernels.scatter(shortCharge, synapses.weight(), synapses.runs(), source.events, range);
        }
    }
}
