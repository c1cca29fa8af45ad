package io.aisynapse.standalone.bench.engine;

import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.SampleResult;
import io.aisynapse.reference.SwiftModel;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.ToLongFunction;

/** Something that answers samples, and the speed of its best round. */
final class Contestant implements AutoCloseable {
    private static final double NANOS = 1e9;

    private final Entry entry;
    private final Answering answering;
    private final Runnable end;
    private final Counted counted;
    private double samplesPerSecond;

    /** Answers samples once; how many a second. */
    @FunctionalInterface
    interface Answering {
        double round(float[][] samples);
    }

    /** Means a sample. */
    record Counted(double agreement, double spikes, double synapticOperations) {}

    Contestant(Entry entry, Answering answering, Runnable end, Counted counted) {
        this.entry = entry;
        this.answering = answering;
        this.end = end;
        this.counted = counted;
    }

    /** @param model opened for this batch; samples that fill no whole batch are left out */
    static Contestant original(SwiftModel model, int batch) {
        Answering answering = samples -> {
            long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            int from = 0;
            for (; from + batch <= samples.length; from += batch) {
                model.run(samples, from);
            }
            return perSecond(from, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin);
        };
        return new Contestant(
                new Entry(Entry.ORIGINAL, "original", 1, batch, 1), answering, model::close, new Counted(1, 0, 0));
    }

    /** @param results of one run */
    static Contestant spiking(Entry entry, Engine engine, List<SampleResult> results, double agreement) {
        Counted counted = new Counted(
                agreement,
                mean(results, result -> result.counts().operations().spikes()),
                mean(results, result -> result.counts().operations().synaptic()));
        return new Contestant(entry, samples -> round(entry, engine, samples), () -> {}, counted);
    }

    /** Several threads by the clock on the wall, one by its processor time. */
    private static double round(Entry entry, Engine engine, float[][] samples) {
        boolean alone = entry.threads() == 1;
        long begin = alone ? ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() : System.nanoTime();
        engine.run(samples);
        long end = alone ? ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() : System.nanoTime();
        return perSecond(samples.length, end - begin);
    }

    private static double perSecond(int samples, long nanos) {
        return samples / (nanos / NANOS);
    }

    private static double mean(List<SampleResult> results, ToLongFunction<SampleResult> value) {
        return results.stream().mapToLong(value).average().orElse(0);
    }

    void round(float[][] samples) {
        samplesPerSecond = Math.max(samplesPerSecond, answering.round(samples));
    }

    Entry entry() {
        return entry;
    }

    double samplesPerSecond() {
        return samplesPerSecond;
    }

    Counted counted() {
        return counted;
    }

    @Override
    public void close() {
        end.run();
    }
}
