package io.aisynapse.core.engine;

import io.aisynapse.core.engine.stream.EventStream;
import io.aisynapse.core.engine.stream.StageRun;
import io.aisynapse.core.kernel.GradedMembranes;
import io.aisynapse.core.kernel.StateExchange;
import io.aisynapse.core.kernel.SynapseKernels;
import io.aisynapse.core.neuron.Coding;
import io.aisynapse.core.neuron.NeuronModel;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.program.Reciprocals;
import io.aisynapse.core.program.Windows;

/** A population of any model but binary integrate-and-fire, or of any in serial coding. */
final class GradedRun implements StageRun {
    private final Windows windows;
    private final Charges charges;
    private final EventStream own;
    private final int stage;
    private final GradedMembranes membranes;
    private final Coding coding;
    private final int timeSteps;
    private final boolean integrates;
    private final GradedMembranes.Output output;
    private long functions;

    GradedRun(ProgramPlan whole, SynapseKernels kernels, EventStream[] streams, int stage) {
        CoreProgram program = whole.program;
        PopulationPlan plan = whole.populations[stage];
        this.windows = whole.windows;
        this.charges = new Charges(whole, kernels, streams, stage);
        this.own = streams[stage];
        this.stage = stage;
        this.coding = program.coding();
        this.timeSteps = program.timeSteps();
        NeuronModel model = plan.population().model();
        this.integrates = coding != Coding.DIFFERENTIAL && model.transfer().integrates();
        GradedPlan graded = GradedPlan.of(program, plan);
        this.membranes = new GradedMembranes(graded.parameters());
        int channels = plan.population().shape().channels();
        this.output = (mean, neuron) -> graded.transfer().apply(mean, neuron % channels);
    }

    @Override
    public void start(float[] sample) {
        own.clear();
        functions = 0;
        membranes.setBias(charges.biases());
        if (integrates) {
            membranes.startIntegrating();
        } else {
            membranes.startEmitting(coding == Coding.DIFFERENTIAL);
        }
    }

    @Override
    public void tick(int tick) {
        int[] charge = charges.of(tick);
        membranes.setBiasTicks(windows.biasTicks(stage, tick - 1), windows.biasTicks(stage, tick));
        if (coding == Coding.SERIAL) {
            membranes.collect(charge);
            for (int firing = 1; firing <= timeSteps && tick == timeSteps; firing++) {
                membranes.release(own.events);
                own.endTick(firing);
            }
            return;
        }
        if (integrates) {
            membranes.integrate(charge, own.events);
        } else {
            int reciprocal = coding == Coding.DIFFERENTIAL ? Reciprocals.of(tick) : 0;
            functions += membranes.emit(tick, reciprocal, charge, output, own.events);
        }
        own.endTick(tick);
    }

    @Override
    public void useBias(long[] byChannel) {
        charges.useBias(byChannel);
    }

    @Override
    public void exchange(StateExchange with) {
        membranes.exchange(with);
        functions = with.value(functions);
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

    @Override
    public long functions() {
        return functions;
    }
}
