package io.aisynapse.standalone.bench.engine;

import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.SampleResult;
import io.aisynapse.reference.SwiftModel;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;

/** Something that answers samples, and the speed of its best round. */
final class Contestant implements AutoCloseable {
    private static final double NANOS = 1e9;

    /** Of one contestant with one network, unless its first round takes longer. */
    private static final double MOST_SECONDS = 20;

    private final Entry entry;
    private final Answering answering;
    private final Runnable end;
    private final Counted counted;
    private double samplesPerSecond;
    private double spent;
    private double longest;

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

    /**
     * What one run of a conversion came to.
     *
     * @param fitting samples that a round takes
     */
    record Checked(List<SampleResult> results, double agreement, int fitting) {}

    static Contestant spiking(Entry entry, Engine engine, Checked checked) {
        Counted counted = new Counted(
                checked.agreement,
                mean(checked.results, result -> result.counts().operations().spikes()),
                mean(checked.results, result -> result.counts().operations().synaptic()));
        Answering answering = samples -> round(entry, engine, Arrays.copyOf(samples, checked.fitting));
        return new Contestant(entry, answering, () -> {}, counted);
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
        long begin = System.nanoTime();
        samplesPerSecond = Math.max(samplesPerSecond, answering.round(samples));
        double took = EngineBench.seconds(begin);
        spent += took;
        longest = Math.max(longest, took);
    }

    /** Whether another round fits into what one contestant may take. */
    boolean hasTime() {
        return spent + longest <= MOST_SECONDS;
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
