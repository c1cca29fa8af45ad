package io.aisynapse.core.program;

import io.aisynapse.core.neuron.Coding;
import java.util.List;

/**
 * When stages fire. In serial coding a stage's events fall into a window of T ticks of its own, one window after the
 * last of the populations before it; in all others every stage has window 0.
 */
public final class Windows {
    private Windows() {}

    /** The window of each stage's events; the readout's is the one it listens in. */
    public static int[] of(CoreProgram program) {
        List<Stage> stages = program.stages();
        int[] window = new int[stages.size()];
        for (int s = 0; s < window.length && program.coding() == Coding.SERIAL; s++) {
            for (int source : stages.get(s).inputs()) {
                window[s] = Math.max(window[s], window[source]);
            }
            window[s] += stages.get(s) instanceof Stage.Population ? 1 : 0;
        }
        return window;
    }

    /** Ticks that one sample takes from the first input to the answer. */
    public static long ticks(CoreProgram program) {
        int[] window = of(program);
        return (window[window.length - 1] + 1L) * program.timeSteps();
    }
}
