package io.aisynapse.benchmarks.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Prints synaptic operations a second of each kernel and of its twin, and their ratio: of processor time, of
 * the best iteration of each, for other work on the machine makes iterations slower, never faster.
 */
public final class KernelBench {
    private static final double NANOS_IN_A_MICRO = 1e3;
    private static final int WARMUP = 8;
    private static final int ITERATIONS = 8;

    private KernelBench() {}

    /** @param args {@code [--json FILE] [--millis N] [--layers A,B]}, milliseconds of an iteration */
    public static void main(String[] args) throws RunnerException, IOException {
        Map<String, String> given = new LinkedHashMap<>();
        for (int i = 0; i + 1 < args.length; i += 2) {
            given.put(args[i], args[i + 1]);
        }
        Path times = Files.createTempFile("kernels", ".times");
        TimeValue each = TimeValue.milliseconds(Long.parseLong(given.getOrDefault("--millis", "300")));
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(LayerEvents.class.getSimpleName())
                .warmupIterations(WARMUP)
                .warmupTime(each)
                .measurementIterations(ITERATIONS)
                .measurementTime(each)
                .jvmArgsPrepend("-D%s=%s".formatted(LayerEvents.FILE, times))
                .verbosity(VerboseMode.SILENT);
        if (given.containsKey("--layers")) {
            options.param("layer", given.get("--layers").split(","));
        }
        new Runner(options.build()).run();
        List<String> lines = lines(Files.readAllLines(times));
        if (given.containsKey("--json")) {
            Files.write(Path.of(given.get("--json")), lines);
        }
    }

    private static List<String> lines(List<String> times) {
        Map<String, Double> micros = new LinkedHashMap<>();
        for (String line : times) {
            int last = line.lastIndexOf('|');
            micros.merge(line.substring(0, last), Double.valueOf(line.substring(last + 1)), Math::min);
        }
        System.out.printf("%-16s %9s %10s %10s %7s%n", "layer", "spiking", "Java G/s", "C++ G/s", "ratio");
        List<String> lines = new ArrayList<>();
        micros.forEach((name, java) -> {
            if (name.startsWith("java|")) {
                lines.add(line(name, java, micros.get(name.replaceFirst("java", "cpp"))));
            }
        });
        return lines;
    }

    private static String line(String name, double java, double cpp) {
        String[] part = name.split("\\|");
        double operations = Work.of(part[1], Integer.parseInt(part[2])).operations() / NANOS_IN_A_MICRO;
        System.out.printf(
                Locale.ROOT,
                "%-16s %7s %% %10.1f %10.1f %7.2f%n",
                part[1],
                part[2],
                operations / java,
                operations / cpp,
                cpp / java);
        return String.format(
                Locale.ROOT,
                "{\"layer\":\"%s\",\"percent\":%s,\"java\":%.2f,\"cpp\":%.2f,\"ratio\":%.3f}",
                part[1],
                part[2],
                operations / java,
                operations / cpp,
                cpp / java);
    }
}
