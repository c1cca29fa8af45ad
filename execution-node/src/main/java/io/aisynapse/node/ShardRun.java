package io.aisynapse.node;

import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.SampleResult;
import io.aisynapse.protocol.client.WorkContext;
import io.aisynapse.protocol.work.WorkOrder.RunShard;
import io.aisynapse.protocol.work.WorkResult;
import io.aisynapse.reference.ReferenceModel;
import java.io.IOException;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Runs one shard: its samples through the emulated chip and through the original model. */
final class ShardRun {
    private final NodeCache cache;

    ShardRun(NodeCache cache) {
        this.cache = cache;
    }

    WorkResult.ShardRun run(RunShard order, WorkContext context) throws IOException {
        Stopwatch stopwatch = new Stopwatch();
        int count = order.range().count();
        context.progress("load", 0, 2 * count);
        LoadedProgram program = cache.program(order.programDigest());
        OriginalModel original = cache.original(order.modelDigest());
        float[][] samples = cache.blobs().samples(order.inputs(), order.range(), program.sampleSize());

        IntConsumer spikingProgress = begun -> context.progress("spiking network", begun, 2 * count);
        List<SampleResult> results = program.engine().run(samples, watched(spikingProgress, stopwatch));
        IntConsumer originalProgress = begun -> context.progress("original model", count + begun, 2 * count);
        Answers answers =
                new Answers(spiking(results, original), original(samples, original, originalProgress), labels(order));

        String digest = cache.blobs()
                .put(resultOf(order.range().first(), results, answers).toJson());
        return new WorkResult.ShardRun(digest, ShardSums.summary(results, answers, program.energy(), stopwatch));
    }

    private static Engine.Observer watched(IntConsumer progress, Stopwatch stopwatch) {
        return new Engine.Observer() {
            @Override
            public void sampleBegins(int sample) {
                progress.accept(sample);
            }

            @Override
            public void runInHelper(Runnable part) {
                stopwatch.addTimeOf(part);
            }
        };
    }

    private static long @Nullable [] spiking(List<SampleResult> results, OriginalModel original) {
        long[] classes = original.classes();
        if (classes == null) {
            return null;
        }
        return longs(results, result -> classes[Answers.largest(result.outputs())]);
    }

    private static long @Nullable [] original(float[][] samples, OriginalModel original, IntConsumer progress) {
        long[] classes = original.classes();
        if (classes == null) {
            return null;
        }
        long[] answers = new long[samples.length];
        try (ReferenceModel reference = original.open()) {
            for (int i = 0; i < samples.length; i++) {
                progress.accept(i);
                answers[i] = classes[Answers.largest(reference.run(samples[i])[0])];
            }
        }
        return answers;
    }

    private long @Nullable [] labels(RunShard order) throws IOException {
        String digest = order.inputs().labelsDigest();
        return digest == null ? null : cache.blobs().labels(digest, order.range());
    }

    private static ShardResult resultOf(int first, List<SampleResult> results, Answers answers) {
        return new ShardResult(
                first,
                results.stream().map(SampleResult::outputs).toArray(double[][]::new),
                answers.spiking(),
                answers.original(),
                longs(results, result -> result.counts().operations().spikes()),
                longs(results, result -> result.counts().operations().synaptic()));
    }

    private static long[] longs(List<SampleResult> results, ToLongFunction<SampleResult> value) {
        return results.stream().mapToLong(value).toArray();
    }
}
