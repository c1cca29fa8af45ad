package io.aisynapse.node;

import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.SampleResult;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.protocol.client.WorkContext;
import io.aisynapse.protocol.work.WorkOrder.RunShard;
import io.aisynapse.protocol.work.WorkResult;
import io.aisynapse.reference.ReferenceModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs one shard: its samples through the emulated chip and through the original model. */
final class ShardRun {
    /** Samples between two beats, for each thread. */
    private static final int BLOCK = 4;

    private final NodeCache cache;
    private final EngineSettings settings;

    ShardRun(NodeCache cache, EngineSettings settings) {
        this.cache = cache;
        this.settings = settings;
    }

    WorkResult.ShardRun run(RunShard order, WorkContext context) throws IOException {
        Stopwatch stopwatch = Stopwatch.start();
        int steps = 2 * order.range().count();
        context.progress("loading the program", 0, steps);
        CoreProgram program = cache.program(order.programDigest());
        OriginalModel original = cache.original(order.modelDigest());
        int sampleSize = program.input().shape().size();
        float[][] samples = cache.blobs().samples(order.inputs(), order.range(), sampleSize);

        List<SampleResult> results = runSpiking(program, samples, (done) -> context.progress("spiking", done, steps));
        long[] spiking = spikingClasses(results, original.classes());
        long[] wanted = originalClasses(
                original, samples, (done) -> context.progress("original model", samples.length + done, steps));

        ShardResult result = resultOf(order.range().first(), results, spiking, wanted);
        String digest = cache.blobs().put(result.toJson());
        Answers answers = new Answers(spiking, wanted, labels(order));
        return new WorkResult.ShardRun(digest, new ShardSums(program, results, answers).summary(stopwatch));
    }

    /** Told how many samples are done. */
    private interface Progress {
        void done(int samples);
    }

    private List<SampleResult> runSpiking(CoreProgram program, float[][] samples, Progress progress) {
        Engine engine = settings.engineOf(program);
        List<SampleResult> results = new ArrayList<>(samples.length);
        int block = BLOCK * settings.threads();
        for (int from = 0; from < samples.length; from += block) {
            progress.done(from);
            results.addAll(engine.run(Arrays.copyOfRange(samples, from, Math.min(from + block, samples.length))));
        }
        return results;
    }

    private static long @Nullable [] spikingClasses(List<SampleResult> results, long @Nullable [] classes) {
        if (classes == null) {
            return null;
        }
        return results.stream()
                .mapToLong(result -> classes[Answers.largest(result.outputs())])
                .toArray();
    }

    private static long @Nullable [] originalClasses(OriginalModel original, float[][] samples, Progress progress) {
        long[] classes = original.classes();
        if (classes == null) {
            return null;
        }
        long[] answers = new long[samples.length];
        try (ReferenceModel reference = original.open()) {
            for (int i = 0; i < samples.length; i++) {
                progress.done(i);
                answers[i] = classes[Answers.largest(reference.run(samples[i])[0])];
            }
        }
        return answers;
    }

    private long @Nullable [] labels(RunShard order) throws IOException {
        String digest = order.inputs().labelsDigest();
        return digest == null ? null : cache.blobs().labels(digest, order.range());
    }

    private static ShardResult resultOf(
            int first, List<SampleResult> results, long @Nullable [] classes, long @Nullable [] originalClasses) {
        return new ShardResult(
                first,
                results.stream().map(SampleResult::outputs).toArray(double[][]::new),
                classes,
                originalClasses,
                results.stream()
                        .mapToLong(result -> result.counts().operations().spikes())
                        .toArray(),
                results.stream()
                        .mapToLong(result -> result.counts().operations().synaptic())
                        .toArray());
    }
}
