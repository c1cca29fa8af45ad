package io.aisynapse.standalone.bench.engine;

import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.SampleResult;
import io.aisynapse.reference.SwiftModel;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/** Something that answers samples, and the processor time of its best round. */
final class Contestant implements AutoCloseable {
    private static final double NANOS = 1e9;

    private final String name;
    private final Consumer<float[][]> answering;
    private final Runnable end;
    private final Counted counted;
    private long leastNanos = Long.MAX_VALUE;

    /** Means a sample. */
    private record Counted(double agreement, double spikes, double synapticOperations) {}

    private Contestant(String name, Consumer<float[][]> answering, Runnable end, Counted counted) {
        this.name = name;
        this.answering = answering;
        this.end = end;
        this.counted = counted;
    }

    /** @param model opened for this batch; samples that fill no whole batch are left out */
    static Contestant original(String name, SwiftModel model, int batch) {
        Consumer<float[][]> answering = samples -> {
            for (int from = 0; from + batch <= samples.length; from += batch) {
                model.run(samples, from);
            }
        };
        return new Contestant(name, answering, model::close, new Counted(1, 0, 0));
    }

    /** @param results of one run */
    static Contestant spiking(String name, Engine engine, List<SampleResult> results, double agreement) {
        Counted counted = new Counted(
                agreement,
                mean(results, result -> result.counts().operations().spikes()),
                mean(results, result -> result.counts().operations().synaptic()));
        return new Contestant(name, engine::run, () -> {}, counted);
    }

    private static double mean(List<SampleResult> results, ToLongFunction<SampleResult> value) {
        return results.stream().mapToLong(value).average().orElse(0);
    }

    void round(float[][] samples) {
        long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        answering.accept(samples);
        leastNanos = Math.min(leastNanos, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin);
    }

    double samplesPerSecond(int samples) {
        return samples / (leastNanos / NANOS);
    }

    EngineLine line(BenchNetwork network, double original) {
        double speed = samplesPerSecond(network.test().length);
        return new EngineLine(
                network.name(),
                name,
                speed,
                speed / original,
                counted.agreement,
                counted.spikes,
                counted.synapticOperations);
    }

    @Override
    public void close() {
        end.run();
    }
}
