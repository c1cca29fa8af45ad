package io.aisynapse.node;

import io.aisynapse.core.energy.EnergyModel;
import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.program.CoreProgram;

/** A program ready to run; shared by the slots of a node. */
record LoadedProgram(CoreProgram program, Engine engine, EnergyModel energy) {
    static LoadedProgram of(CoreProgram program, EngineSettings settings) {
        return new LoadedProgram(program, settings.engineOf(program), EnergyModel.of(program));
    }

    int sampleSize() {
        int size = program.input().shape().size();
        return program.input().perTick() ? Math.multiplyExact(size, program.timeSteps()) : size;
    }
}
