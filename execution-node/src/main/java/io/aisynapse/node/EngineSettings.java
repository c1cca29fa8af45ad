package io.aisynapse.node;

import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.RunOptions;
import io.aisynapse.core.engine.Strategy;
import io.aisynapse.core.fault.SpikeFaults;
import io.aisynapse.core.kernel.ScalarSynapseKernels;
import io.aisynapse.core.kernel.SynapseKernels;
import io.aisynapse.core.kernel.VectorSynapseKernels;
import io.aisynapse.core.program.CoreProgram;
import org.jspecify.annotations.Nullable;

/** How this node runs its engine; none of it changes a result. */
record EngineSettings(int threads, SynapseKernels kernels) {
    /** @param kernels {@code vector} or {@code scalar} */
    static EngineSettings of(int threads, String kernels) {
        return new EngineSettings(
                threads,
                switch (kernels) {
                    case "vector" -> new VectorSynapseKernels();
                    case "scalar" -> new ScalarSynapseKernels();
                    default -> throw new IllegalArgumentException("kernels '" + kernels + "', wanted vector or scalar");
                });
    }

    /** @param faults null for none */
    Engine engineOf(CoreProgram program, @Nullable SpikeFaults faults) {
        return new Engine(program, new RunOptions(threads, kernels, Strategy.LAYER_BY_LAYER), faults);
    }
}
