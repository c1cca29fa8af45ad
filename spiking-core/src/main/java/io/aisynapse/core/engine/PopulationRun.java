package io.aisynapse.core.engine;

import io.aisynapse.core.kernel.Membranes;
import io.aisynapse.core.kernel.SynapseKernels;
import io.aisynapse.core.program.Ranges;
import java.util.Arrays;

/** A population: charges by its synapses, then one step of all membranes. */
final class PopulationRun implements StageRun {
    /** So many weights of magnitude 127 cannot leave the range of a short. */
    private static final int EVENTS_IN_A_SHORT = Short.MAX_VALUE / 127;

    private final PopulationPlan plan;
    private final SynapseKernels kernels;
    private final EventStream[] streams;
    private final EventStream own;
    private final Membranes membranes;
    private final SynapseKernels.Range range = new SynapseKernels.Range();
    private final short[] shortCharge;
    private final int[] charge;
    private final long[] bias;
    private final boolean singleDense;

    PopulationRun(PopulationPlan plan, SynapseKernels kernels, EventStream[] streams, EventStream own, int limit) {
        this.plan = plan;
        this.kernels = kernels;
        this.streams = streams;
        this.own = own;
        int size = plan.population().shape().size();
        this.membranes = new Membranes(
                limit,
                plan.byNeuron(plan.population().membranes().threshold()),
                plan.byNeuron(plan.population().membranes().exponent()));
        boolean needsInts = !plan.shortCharges() || !plan.currents().isEmpty();
        this.charge = new int[needsInts ? size : 0];
        this.bias = new long[size];
        this.singleDense = plan.synapses().size() == 1
                && plan.synapses().getFirst().dense()
                && streams[plan.synapses().getFirst().source()].events.values() == null;
        this.shortCharge = new short[plan.shortCharges() || singleDense ? size : 0];
        if (plan.currents().isEmpty()) {
            setBiases();
        }
    }

    long active() {
        return membranes.active();
    }

    long saturations() {
        return membranes.saturations();
    }

    @Override
    public void start(float[] sample) {
        own.clear();
        membranes.reset();
        if (!plan.currents().isEmpty()) {
            setBiases();
        }
        Arrays.fill(shortCharge, (short) 0);
        Arrays.fill(charge, 0);
    }

    private void setBiases() {
        long[] byChannel = plan.population().membranes().bias();
        int channels = byChannel.length;
        for (int i = 0; i < bias.length; i++) {
            bias[i] = byChannel[i % channels];
        }
        for (int c = 0; c < plan.currents().size(); c++) {
            addCurrent(c, channels);
        }
        for (int i = 0; i < bias.length; i++) {
            membranes.setBias(i, Ranges.clipBias(bias[i]));
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

    @Override
    public void tick(int tick) {
        if (singleDense && sumRows(tick)) {
            kernels.fire(membranes, shortCharge, own.events);
        } else if (plan.shortCharges()) {
            scatterShorts(tick);
            kernels.fire(membranes, shortCharge, own.events);
        } else {
            scatterInts(tick);
            kernels.fire(membranes, charge, own.events);
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

    private void scatterInts(int tick) {
        Arrays.fill(charge, 0);
        for (SynapsePlan synapses : plan.synapses()) {
            EventStream source = streams[synapses.source()];
            source.tick(tick, range);
            kernels.scatter(charge, synapses.weight(), synapses.runs(), source.events, range);
        }
    }
}
