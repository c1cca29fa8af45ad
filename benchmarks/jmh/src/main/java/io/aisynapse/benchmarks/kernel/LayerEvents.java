package io.aisynapse.benchmarks.kernel;

import io.aisynapse.core.kernel.SynapseKernels;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/** Charges of a layer for a block of ticks. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
public class LayerEvents {
    /** Property that names the file with a line an iteration: benchmark, layer, percent, microseconds a block. */
    static final String FILE = "kernels.times";

    private static final double NANOS_IN_A_MICRO = 1e3;

    @Param({"dense 512x512", "dense 2048x2048", "conv 16-32@14", "conv 64-64@32", "conv 256-256@8"})
    public String layer = "";

    @Param({"5", "10", "20", "50"})
    public int percent;

    private SynapseKernels kernels;
    private Work work;
    private Twin twin;
    private long begin;
    private long blocks;

    @Setup
    public void prepare() throws Throwable {
        kernels = SynapseKernels.fastest();
        work = Work.of(layer, percent);
        twin = Twin.compiled();
        work.kernel(kernels);
        work.twin(twin);
        if (!work.isSame()) {
            throw new IllegalStateException("kernel and twin differ");
        }
    }

    @Setup(Level.Iteration)
    public void begin() {
        blocks = 0;
        begin = processorTime();
    }

    /** JMH goes by the clock on the wall, which other work on the machine disturbs: this goes to a file beside. */
    @TearDown(Level.Iteration)
    public void end(BenchmarkParams parameters) throws IOException {
        double micros = (processorTime() - begin) / NANOS_IN_A_MICRO / blocks;
        String name = parameters.getBenchmark();
        String line = "%s|%s|%d|%s%n".formatted(name.substring(name.lastIndexOf('.') + 1), layer, percent, micros);
        Files.writeString(Path.of(System.getProperty(FILE)), line, StandardOpenOption.APPEND);
    }

    private static long processorTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    @Benchmark
    public void java() {
        blocks++;
        work.kernel(kernels);
    }

    @Benchmark
    public void cpp() throws Throwable {
        blocks++;
        work.twin(twin);
    }
}
