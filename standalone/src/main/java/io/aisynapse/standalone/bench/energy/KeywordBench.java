package io.aisynapse.standalone.bench.energy;

import io.aisynapse.core.chip.ChipProfiles;
import io.aisynapse.core.compile.Compiler;
import io.aisynapse.core.energy.EnergyEstimate;
import io.aisynapse.core.energy.EnergyModel;
import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.RunOptions;
import io.aisynapse.core.engine.count.EventCounts;
import io.aisynapse.core.program.CoreProgram;
import java.io.PrintStream;
import java.util.Locale;

/**
 * Modelled energy of the keyword spotter of Blouw et al. 2019 beside what they measured on the chip: 0.27 mJ dynamic an
 * inference at 296 inferences a second, 29.8 mJ on a GPU. Nothing here is fitted to it.
 */
public final class KeywordBench {
    private static final double PUBLISHED_MILLIJOULES = 0.27;
    private static final double PUBLISHED_GPU_MILLIJOULES = 29.8;
    private static final double PUBLISHED_A_SECOND = 296;
    private static final double[] RATES = {0.05, 0.1, 0.2, 0.4};
    private static final double PICO_TO_MILLI = 1e-9;

    private final PrintStream out;

    public KeywordBench(PrintStream out) {
        this.out = out;
    }

    /** A line for each rate, since the network's own is not published. */
    public void run() {
        out.println("rate  spikes  synaptic operations  modelled mJ  published : modelled  GPU : modelled  chip us");
        for (double rate : RATES) {
            CoreProgram program = Compiler.compile(
                    KeywordNetwork.of(rate, 1), ChipProfiles.named("loihi-1").orElseThrow(), KeywordNetwork.TICKS);
            EventCounts counts = new Engine(program, RunOptions.defaults())
                    .run(new float[][] {KeywordNetwork.window(2)})
                    .getFirst()
                    .counts();
            EnergyEstimate estimate = EnergyModel.of(program).estimate(counts);
            double millijoules = estimate.totalPicojoules() * PICO_TO_MILLI;
            out.printf(
                    Locale.ROOT,
                    "%4.2f  %6d  %19d  %11.6f  %20.0f  %14.0f  %7.1f%n",
                    rate,
                    counts.operations().spikes(),
                    counts.operations().synaptic(),
                    millijoules,
                    PUBLISHED_MILLIJOULES / millijoules,
                    PUBLISHED_GPU_MILLIJOULES / millijoules,
                    estimate.chipNanoseconds() / 1e3);
        }
        out.printf(
                Locale.ROOT,
                "published: %.2f mJ at %.0f inferences a second, so %.0f us each; GPU : Loihi %.0f%n",
                PUBLISHED_MILLIJOULES,
                PUBLISHED_A_SECOND,
                1e6 / PUBLISHED_A_SECOND,
                PUBLISHED_GPU_MILLIJOULES / PUBLISHED_MILLIJOULES);
        out.println(
                "The model counts events in the cores; what was measured is the board's rise in power over idle for");
        out.println(
                "the whole time of an inference, processors and input and output included. See docs/energy-model.md.");
    }
}
