package io.aisynapse.core.engine;

import io.aisynapse.core.engine.stream.EventStream;
import io.aisynapse.core.engine.stream.StageRun;
import io.aisynapse.core.engine.stream.SynapsePlan;
import io.aisynapse.core.kernel.ChargeTile;
import io.aisynapse.core.kernel.Membranes;
import io.aisynapse.core.kernel.SpikeBits;
import io.aisynapse.core.kernel.StateExchange;
import io.aisynapse.core.kernel.SynapseKernels;
import io.aisynapse.core.program.Windows;

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
    private final SynapsePlan[] projections;
    private final Charges charges;
    private final Membranes membranes;
    private final SynapseKernels.Range range = new SynapseKernels.Range();
    private final ChargeTile tile;
    private final SpikeBits spikes;
    private final boolean singleDense;
    private boolean biasEnded;

    PopulationRun(ProgramPlan whole, SynapseKernels kernels, EventStream[] streams, int stage) {
        this.plan = whole.populations[stage];
        this.windows = whole.windows;
        this.kernels = kernels;
        this.streams = streams;
        this.own = streams[stage];
        this.stage = stage;
        int size = plan.population().shape().size();
        this.projections = plan.synapses().toArray(SynapsePlan[]::new);
        this.charges = new Charges(whole, kernels, streams, stage);
        this.membranes = new Membranes(
                whole.program.chip().precision().stateLimit(),
                plan.byNeuron(plan.population().membranes().threshold()),
                plan.byNeuron(plan.population().membranes().exponent()));
        this.singleDense = plan.synapses().size() == 1
                && plan.synapses().getFirst().dense()
                && streams[plan.synapses().getFirst().source()].events.values() == null;
        this.tile = new ChargeTile(size, whole.program.timeSteps());
        this.spikes = new SpikeBits(size);
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
        biasEnded = false;
        if (setsBiases()) {
            membranes.setBias(charges.biases());
        }
    }

    /** Biases change with the sample's currents, and end with the window of the sources. */
    private boolean setsBiases() {
        return windows.isLayerByLayer() || !plan.currents().isEmpty();
    }

    @Override
    public void tick(int tick) {
        ticks(tick, tick);
    }

    @Override
    public void ticks(int from, int to) {
        int tick = from;
        if (tick == 1 && windows.biasTicks(stage, 1) > 1) {
            membranes.first(charges.of(1), windows.biasTicks(stage, 1), own.events);
            own.endTick(tick++);
        }
        int biased = lastBias();
        while (tick <= to) {
            if (tick > biased && !biasEnded) {
                membranes.endBias();
                biasEnded = true;
            }
            int end = Math.min(to, tick + tile.capacity() - 1);
            end = tick <= biased ? Math.min(end, biased) : end;
            block(tick, end);
            tick = end + 1;
        }
    }

    /** The last tick with a bias. */
    private int lastBias() {
        int last = windows.timeSteps();
        while (last > 0 && windows.biasTicks(stage, last) == windows.biasTicks(stage, last - 1)) {
            last--;
        }
        return last;
    }

    private void block(int from, int to) {
        if (!charge(from, to)) {
            for (int tick = from; tick <= to; tick++) {
                kernels.fire(membranes, charges.of(tick), own.events);
                own.endTick(tick);
            }
            return;
        }
        kernels.fire(membranes, tile, spikes);
        for (int tick = from; tick <= to; tick++) {
            spikes.append(tick - from, own.events);
            own.endTick(tick);
        }
    }

    /** Fills the tile, unless charges might not stay shorts. */
    private boolean charge(int from, int to) {
        if (plan.synapses().isEmpty()) {
            tile.beginSilent(to - from + 1);
            return true;
        }
        if (!plan.shortCharges() && !singleDense) {
            return false;
        }
        tile.begin(to - from + 1);
        if (singleDense) {
            SynapsePlan synapses = plan.synapses().getFirst();
            int most = hear(synapses, from);
            if (!plan.shortCharges() && most > EVENTS_IN_A_SHORT) {
                return false;
            }
            kernels.sumRows(tile, synapses.weight(), streams[synapses.source()].events);
            return true;
        }
        tile.clear();
        for (SynapsePlan synapses : projections) {
            hear(synapses, from);
            kernels.scatter(tile, synapses.weight(), synapses.runs(), streams[synapses.source()].events);
        }
        return true;
    }

    /** Sets what the tile's rows hear of a source; the most events of one row. */
    private int hear(SynapsePlan synapses, int firstTick) {
        int most = 0;
        for (int row = 0; row < tile.rows(); row++) {
            charges.hear(synapses.source(), firstTick + row, range);
            tile.hear(row, range);
            most = Math.max(most, tile.events(row));
        }
        return most;
    }
}
