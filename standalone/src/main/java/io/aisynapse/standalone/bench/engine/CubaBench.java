package io.aisynapse.standalone.bench.engine;

import io.aisynapse.core.chip.ChipProfiles;
import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.core.compile.Compiler;
import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.RunOptions;
import io.aisynapse.core.engine.SampleResult;
import io.aisynapse.core.engine.Strategy;
import io.aisynapse.core.kernel.SynapseKernels;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.snn.SnnGraph;
import io.aisynapse.core.snn.real.RealRun;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Optional;

/**
 * One second of the CUBA network in ticks of 0.1 ms, for several seeds: processor time of the emulation on one thread
 * (the best of three runs, after the first one), and the mean rate beside that of double precision.
 */
public final class CubaBench {
    private static final int TICKS = 10_000;
    private static final int SEEDS = 3;
    private static final int REPEATS = 3;
    private static final double SECONDS = TICKS * CubaNetwork.TICK_MILLIS / 1000;

    private final ChipSpec chip;
    private final PrintStream out;

    private CubaBench(ChipSpec chip, PrintStream out) {
        this.chip = chip;
        this.out = out;
    }

    /** On the chip of this name, if there is one. */
    public static Optional<CubaBench> on(String chipName, PrintStream out) {
        return ChipProfiles.named(chipName).map(chip -> new CubaBench(chip, out));
    }

    /** Prints a line a seed. */
    public void run() {
        out.println("seed  cores  seconds  rate on chip  in double  synaptic operations  saturations");
        for (int seed = 1; seed <= SEEDS; seed++) {
            SnnGraph graph = CubaNetwork.of(seed);
            CoreProgram program = Compiler.compile(graph, chip, TICKS);
            Engine engine = new Engine(program, new RunOptions(1, SynapseKernels.fastest(), Strategy.STEPWISE));
            SampleResult result = run(engine);
            long least = Long.MAX_VALUE;
            for (int repeat = 0; repeat < REPEATS; repeat++) {
                long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                run(engine);
                least = Math.min(least, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin);
            }
            out.println(String.format(
                    Locale.ROOT,
                    "%4d  %5d  %7.3f  %9.2f Hz  %6.2f Hz  %19d  %11d",
                    seed,
                    program.placement().cores(),
                    least / 1e9,
                    hertz(result.counts().operations().spikes()),
                    hertz(realSpikes(graph)),
                    result.counts().operations().synaptic(),
                    result.counts().saturations()));
        }
    }

    private static SampleResult run(Engine engine) {
        return engine.run(new float[][] {{0}}).getFirst();
    }

    private static double hertz(double spikes) {
        return spikes / CubaNetwork.NEURONS / SECONDS;
    }

    private static double realSpikes(SnnGraph graph) {
        double sum = 0;
        for (double spikes : new RealRun(graph, TICKS, new float[1]).totals(1)) {
            sum += spikes;
        }
        return sum;
    }
}
