package io.aisynapse.core.engine.leaky;

import io.aisynapse.core.engine.stream.ConstantCurrents;
import io.aisynapse.core.engine.stream.EventStream;
import io.aisynapse.core.engine.stream.StageRun;
import io.aisynapse.core.engine.stream.SynapsePlan;
import io.aisynapse.core.kernel.LeakyMembranes;
import io.aisynapse.core.kernel.StateExchange;
import io.aisynapse.core.kernel.SynapseKernels;
import io.aisynapse.core.program.Ranges;
import java.util.Arrays;

/**
 * Leaky neurons: at each tick the charges that arrive, some of them sent ticks ago, then one step of all membranes. Its
 * sources may come after it in the program, or be itself.
 */
public final class LeakyRun implements StageRun {
    private final LeakyPlan plan;
    private final SynapseKernels kernels;
    private final EventStream[] streams;
    private final EventStream own;
    private final ConstantCurrents constants;
    private final LeakyMembranes membranes;
    private final int[] charge;
    private final long[] bias;
    private final SynapseKernels.Range range = new SynapseKernels.Range();

    /** @param own where its spikes go */
    public LeakyRun(LeakyPlan plan, SynapseKernels kernels, EventStream[] streams, EventStream own) {
        this.plan = plan;
        this.kernels = kernels;
        this.streams = streams;
        this.own = own;
        this.constants = new ConstantCurrents(plan.stage(), plan.currents(), kernels, streams);
        this.membranes = new LeakyMembranes(plan.parameters());
        this.charge = new int[plan.stage().shape().size()];
        this.bias = new long[charge.length];
        setBiases();
    }

    private void setBiases() {
        int channels = plan.bias().length;
        Arrays.setAll(bias, i -> plan.bias()[i % channels]);
        constants.addTo(bias);
        for (int i = 0; i < bias.length; i++) {
            membranes.setBias(i, Ranges.clipBias(bias[i]));
        }
    }

    @Override
    public void start(float[] sample) {
        own.clear();
        membranes.reset();
        if (!constants.isEmpty()) {
            setBiases();
        }
    }

    @Override
    public void tick(int tick) {
        for (int p = 0; p < plan.synapses().size(); p++) {
            SynapsePlan synapses = plan.synapses().get(p);
            int sent = tick - synapses.delay();
            if (sent >= 1) {
                EventStream source = streams[synapses.source()];
                source.tick(sent, range);
                if (range.from < range.to) {
                    deliver(p, synapses, source);
                }
            }
        }
        kernels.leak(membranes, own.events);
        own.endTick(tick);
    }

    private void deliver(int p, SynapsePlan synapses, EventStream source) {
        int[] input = membranes.input(synapses.receptor());
        int[] exponent = plan.exponent()[p];
        if (exponent.length == 0) {
            kernels.scatter(input, synapses.weight(), synapses.runs(), source.events, range);
            return;
        }
        Arrays.fill(charge, 0);
        kernels.scatter(charge, synapses.weight(), synapses.runs(), source.events, range);
        kernels.addShifted(input, charge, exponent);
    }

    LeakyMembranes membranes() {
        return membranes;
    }

    @Override
    public void exchange(StateExchange with) {
        membranes.exchange(with);
    }

    @Override
    public long membrane(int neuron) {
        return membranes.potentials()[neuron];
    }

    @Override
    public long active() {
        return membranes.active();
    }

    @Override
    public long saturations() {
        return membranes.saturations();
    }
}
