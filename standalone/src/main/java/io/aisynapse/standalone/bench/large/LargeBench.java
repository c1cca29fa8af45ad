package io.aisynapse.standalone.bench.large;

import io.aisynapse.core.chip.ChipProfiles;
import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.core.compile.Compiler;
import io.aisynapse.core.compile.CoreProgramFile;
import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.RunOptions;
import io.aisynapse.core.engine.SampleResult;
import io.aisynapse.core.engine.Strategy;
import io.aisynapse.core.kernel.SynapseKernels;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.core.program.Placement;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Builds, compiles, places, saves, loads and runs a large network, and tells times and memory of each step. */
public final class LargeBench {
    private static final double MIB = 1 << 20;

    private final Settings settings;
    private final ChipSpec chip;
    private final PrintStream out;

    /** @param synapses that leave each neuron */
    public record Settings(int neurons, int synapses, int ticks) {}

    private LargeBench(Settings settings, ChipSpec chip, PrintStream out) {
        this.settings = settings;
        this.chip = chip;
        this.out = out;
    }

    /** On the chip of this name, if there is one. */
    public static Optional<LargeBench> on(String chipName, Settings settings, PrintStream out) {
        return ChipProfiles.named(chipName).map(chip -> new LargeBench(settings, chip, out));
    }

    /** The program goes through a file, which is deleted afterwards. */
    public void run() throws IOException {
        out.println("step     seconds  peak heap MiB  peak resident MiB");
        Path file = Files.createTempFile("large", ".program");
        try {
            compile(file);
            run(file);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private void compile(Path file) throws IOException {
        long begin = System.nanoTime();
        var graph = LargeNetwork.of(settings.neurons(), settings.synapses(), 1);
        begin = step("build", begin);
        CoreProgram program = Compiler.compile(graph, chip, settings.ticks());
        begin = step("compile", begin);
        byte[] bytes = CoreProgramFile.write(program);
        Files.write(file, bytes);
        step("save", begin);
        Placement placement = program.placement();
        out.printf(
                Locale.ROOT,
                "%d neurons, %d synapses on %d cores of %d chips %s; the program has %.0f MiB%n",
                placement.neurons(),
                placement.synapses(),
                placement.cores(),
                placement.chips(),
                chip.name(),
                bytes.length / MIB);
    }

    private void run(Path file) throws IOException {
        long begin = System.nanoTime();
        CoreProgram program = CoreProgramFile.read(Files.readAllBytes(file));
        begin = step("load", begin);
        Engine engine = new Engine(program, new RunOptions(1, SynapseKernels.fastest(), Strategy.STEPWISE));
        begin = step("prepare", begin);
        SampleResult result = engine.run(new float[][] {{0}}).getFirst();
        double seconds = (System.nanoTime() - begin) / 1e9;
        step("run", begin);
        long spikes = result.counts().operations().spikes();
        long synaptic = result.counts().operations().synaptic();
        out.printf(
                Locale.ROOT,
                "%d ticks: %d spikes (%.2f %% of neurons a tick), %d synaptic operations, %.1f M a second, 1 thread%n",
                settings.ticks(),
                spikes,
                100.0 * spikes / settings.neurons() / settings.ticks(),
                synaptic,
                synaptic / seconds / 1e6);
    }

    private long step(String name, long begin) throws IOException {
        long now = System.nanoTime();
        out.printf(Locale.ROOT, "%-8s %7.2f  %13.0f  %17s%n", name, (now - begin) / 1e9, peakHeap() / MIB, resident());
        return System.nanoTime();
    }

    private static long peakHeap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(usage -> usage == null ? 0 : usage.getUsed())
                .sum();
    }

    /** As Linux tells it; elsewhere unknown. */
    private static String resident() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return "unknown";
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .map(line -> Long.toString(Long.parseLong(line.replaceAll("\\D", "")) / 1024))
                .findFirst()
                .orElse("unknown");
    }
}
