package io.aisynapse.core.engine;

import io.aisynapse.core.engine.stream.EventStream;
import io.aisynapse.core.engine.stream.StageRun;
import io.aisynapse.core.engine.stream.SynapsePlan;
import io.aisynapse.core.kernel.Membranes;
import io.aisynapse.core.kernel.StateExchange;
import io.aisynapse.core.kernel.SynapseKernels;
import io.aisynapse.core.program.Windows;
import java.util.Arrays;

/** Binary integrate-and-fire: charges by its synapses, then one step of all membranes. */
final class PopulationRun implements StageRun {
    /** So many weights of magnitude 127 cannot leave the range of a short. */
    private static final int EVENTS_IN_A_SHORT = Short.MAX_VALUE / 127;

    private final PopulationPlan plan;
    private final Windows windows;
    private final SynapseKernels kernels;
    private final EventStream[] streams;
    private final EventStream own;
    private final int stage;
    private final Charges charges;
    private final Membranes membranes;
    private final SynapseKernels.Range range = new SynapseKernels.Range();
    private final short[] shortCharge;
    private final boolean singleDense;

    PopulationRun(ProgramPlan whole, SynapseKernels kernels, EventStream[] streams, int stage) {
        this.plan = whole.populations[stage];
        this.windows = whole.windows;
        this.kernels = kernels;
        this.streams = streams;
        this.own = streams[stage];
        this.stage = stage;
        int size = plan.population().shape().size();
        this.charges = new Charges(whole, kernels, streams, stage);
        this.membranes = new Membranes(
                whole.program.chip().precision().stateLimit(),
                plan.byNeuron(plan.population().membranes().threshold()),
                plan.byNeuron(plan.population().membranes().exponent()));
        this.singleDense = plan.synapses().size() == 1
                && plan.synapses().getFirst().dense()
                && streams[plan.synapses().getFirst().source()].events.values() == null;
        this.shortCharge = new short[plan.shortCharges() || singleDense ? size : 0];
        if (!setsBiases()) {
            membranes.setBias(charges.biases());
        }
    }

    @Override
    public void useBias(long[] byChannel) {
        charges.useBias(byChannel);
        membranes.setBias(charges.biases());
    }

    @Override
    public void exchange(StateExchange with) {
        membranes.exchange(with);
    }

    @Override
    public long membrane(int neuron) {
        return membranes.potential(neuron);
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
        if (setsBiases()) {
            membranes.setBias(charges.biases());
        }
        Arrays.fill(shortCharge, (short) 0);
    }

    /** Biases change with the sample's currents, and end with the window of the sources. */
    private boolean setsBiases() {
        return windows.isLayerByLayer() || !plan.currents().isEmpty();
    }

    @Override
    public void tick(int tick) {
        int early = windows.biasTicks(stage, 1);
        if (tick == 1 && early > 1) {
            membranes.first(charges.of(tick), early, own.events);
            own.endTick(tick);
            return;
        }
        if (windows.biasTicks(stage, tick) == windows.biasTicks(stage, tick - 1)) {
            membranes.endBias();
        }
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
        charges.hear(synapses.source(), tick, range);
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
            charges.hear(synapses.source(), tick, range);
            kernels.scatter(shortCharge, synapses.weight(), synapses.runs(), source.events, range);
        }
    }
}
