package io.aisynapse.core.engine;

import io.aisynapse.core.engine.stream.EventStream;
import io.aisynapse.core.engine.stream.StageRun;
import io.aisynapse.core.kernel.DifferentialMembranes;
import io.aisynapse.core.kernel.StateExchange;
import io.aisynapse.core.kernel.SynapseKernels;
import io.aisynapse.core.neuron.Coding;
import io.aisynapse.core.program.Reciprocals;

/** A population in differential coding whose transfer is the identity or clips: the usual kind, in its own loop. */
final class DifferentialRun implements StageRun {
    private final Charges charges;
    private final EventStream own;
    private final SynapseKernels kernels;
    private final DifferentialMembranes membranes;

    DifferentialRun(ProgramPlan whole, SynapseKernels kernels, EventStream[] streams, int stage) {
        PopulationPlan plan = whole.populations[stage];
        this.charges = new Charges(whole, kernels, streams, stage);
        this.own = streams[stage];
        this.kernels = kernels;
        GradedPlan graded = GradedPlan.of(whole.program, plan);
        int channels = plan.population().shape().channels();
        this.membranes = new DifferentialMembranes(graded.parameters(), channels, graded.lowest(), graded.highest());
    }

    /** Whether a population can run so. */
    static boolean fits(ProgramPlan whole, int stage) {
        return whole.program.coding() == Coding.DIFFERENTIAL
                && whole.populations[stage].population().model().transfer().integrates();
    }

    @Override
    public void start(float[] sample) {
        own.clear();
        membranes.start(charges.biases());
    }

    @Override
    public void tick(int tick) {
        membranes.begin(tick, Reciprocals.of(tick));
        kernels.emit(membranes, charges.of(tick), own.events);
        own.endTick(tick);
    }

    @Override
    public void useBias(long[] byChannel) {
        charges.useBias(byChannel);
    }

    @Override
    public void exchange(StateExchange with) {
        membranes.exchange(with);
    }

    @Override
    public long membrane(int neuron) {
        return membranes.state(neuron);
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
