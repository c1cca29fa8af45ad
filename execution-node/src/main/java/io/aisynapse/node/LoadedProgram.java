package io.aisynapse.node;

import io.aisynapse.core.compile.BrokenChip;
import io.aisynapse.core.energy.EnergyModel;
import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.fault.Faults;
import io.aisynapse.core.fault.SpikeFaults;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.protocol.work.WorkOrder.FaultWishes;

/** A program ready to run; shared by the slots of a node. */
record LoadedProgram(CoreProgram program, Engine engine, EnergyModel energy) {
    static LoadedProgram of(CoreProgram program, EngineSettings settings) {
        return new LoadedProgram(program, settings.engineOf(program, null), EnergyModel.of(program));
    }

    /**
     * On a chip that is broken so.
     *
     * @throws io.aisynapse.core.finding.RejectedModelException with all findings, when the program cannot run on it
     */
    static LoadedProgram broken(CoreProgram program, FaultWishes wishes, EngineSettings settings) {
        Faults faults = new Faults(
                wishes.seed(),
                wishes.deadCores(),
                wishes.deadCoreCount(),
                wishes.stuckSilent(),
                wishes.stuckFiring(),
                wishes.flippedWeightBits(),
                wishes.lostSpikes());
        CoreProgram broken = BrokenChip.of(program, faults);
        SpikeFaults spikes = faults.touchSpikes() ? new SpikeFaults(faults) : null;
        return new LoadedProgram(broken, settings.engineOf(broken, spikes), EnergyModel.of(broken));
    }

    int sampleSize() {
        int size = program.input().shape().size();
        return program.input().perTick() ? Math.multiplyExact(size, program.timeSteps()) : size;
    }
}
