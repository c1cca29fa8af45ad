package io.aisynapse.node;

import io.aisynapse.core.engine.SampleResult;
import io.aisynapse.core.tensor.ArgMax;
import io.aisynapse.node.progress.CheckpointTiming;
import io.aisynapse.node.progress.ShardKeeper;
import io.aisynapse.node.progress.ShardRecorder;
import io.aisynapse.node.progress.ShardState;
import io.aisynapse.protocol.client.WorkContext;
import io.aisynapse.protocol.work.WorkOrder.RunShard;
import io.aisynapse.protocol.work.WorkOrder.RunWishes;
import io.aisynapse.protocol.work.WorkResult;
import io.aisynapse.reference.AnswerModel;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.IntConsumer;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Runs one shard: its samples through the emulated chip and through the original model. */
final class ShardRun {
    private final NodeCache cache;
    private final CheckpointTiming timing;

    ShardRun(NodeCache cache, CheckpointTiming timing) {
        this.cache = cache;
        this.timing = timing;
    }

    WorkResult.ShardRun run(RunShard order, WorkContext context) throws IOException {
        Stopwatch stopwatch = new Stopwatch();
        int count = order.range().count();
        context.progress("load", 0, 2 * count);
        RunWishes wishes = Objects.requireNonNullElse(order.wishes(), RunWishes.NONE);
        LoadedProgram program = cache.program(order.programDigest(), wishes.faults());
        if (cache.isNir(order.modelDigest())) {
            return imported(order, wishes, program, stopwatch, context);
        }
        OriginalModel original = cache.original(OriginalModel.Key.of(order));
        float[][] samples = cache.blobs()
                .samples(order.inputs(), order.range(), original.checked().sampleSize());

        IntConsumer originalProgress = begun -> context.progress("original model", begun, 2 * count);
        IntConsumer spikingProgress = begun -> context.progress("spiking network", count + begun, 2 * count);
        try (AnswerModel model = original.open()) {
            OriginalAnswers wanted = OriginalAnswers.of(model, samples, originalProgress);
            float[][] fed = model.fed(samples);
            AnswerTrack track = AnswerTrack.of(wishes, program.program(), original, wanted, fed);
            Spiking spiking = new Spiking(order, program, fed, track);
            ShardState state = spiking.run(context, spikingProgress, stopwatch);
            List<SampleResult> results = state.results();
            double[][] outputs = outputs(results, fed, model);
            long[] classes = original.classes(model.part());
            Answers answers = new Answers(
                    classesOf(
                            outputs, classes, model.part().from(), model.part().size()),
                    classes == null ? null : wanted.classes(classes),
                    labels(order),
                    classes,
                    classes == null ? Answers.Deviation.of(outputs, wanted) : null);
            ShardSums.Extras extras = new ShardSums.Extras(track, RangeWatch.measure(program, fed, order.range()));
            ShardResult result = resultOf(order.range().first(), outputs, results, answers, track.endsEarly());
            String digest = cache.blobs().put(result.toJson());
            return new WorkResult.ShardRun(
                    digest, ShardSums.summary(results, answers, program, extras, stopwatch), spiking.recording(state));
        }
    }

    /** A NIR file has no answers of its own: with several outputs the largest is the class. */
    private WorkResult.ShardRun imported(
            RunShard order, RunWishes wishes, LoadedProgram program, Stopwatch stopwatch, WorkContext context)
            throws IOException {
        int count = order.range().count();
        float[][] samples = cache.blobs().samples(order.inputs(), order.range(), program.sampleSize());
        AnswerTrack track = AnswerTrack.ofReadout(wishes, program.program(), count);
        Spiking spiking = new Spiking(order, program, samples, track);
        ShardState state = spiking.run(context, begun -> context.progress("spiking network", begun, count), stopwatch);
        List<SampleResult> results = state.results();
        double[][] outputs = results.stream().map(SampleResult::outputs).toArray(double[][]::new);
        int size = program.program().readout().shape().size();
        long[] classes = size == 1 ? null : LongStream.range(0, size).toArray();
        Answers answers = new Answers(classesOf(outputs, classes, 0, size), null, labels(order), classes, null);
        ShardResult result = resultOf(order.range().first(), outputs, results, answers, track.endsEarly());
        return new WorkResult.ShardRun(
                cache.blobs().put(result.toJson()),
                ShardSums.summary(results, answers, program, new ShardSums.Extras(track, null), stopwatch),
                spiking.recording(state));
    }

    /** The decoded values, or what a hybrid's remainder makes of them. */
    private static double[][] outputs(List<SampleResult> results, float[][] fed, AnswerModel model) {
        double[][] outputs = new double[fed.length][];
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = model.answer(results.get(i).outputs(), fed[i]);
        }
        return outputs;
    }

    /** A shard's samples through the emulated chip. */
    private final class Spiking {
        private final RunShard order;
        private final LoadedProgram program;
        private final float[][] samples;
        private final AnswerTrack track;
        private final @Nullable ShardRecorder recorder;

        Spiking(RunShard order, LoadedProgram program, float[][] samples, AnswerTrack track) {
            this.order = order;
            this.program = program;
            this.samples = samples;
            this.track = track;
            this.recorder = ShardRecorder.of(program.program(), order);
        }

        /** Goes on from where an earlier attempt was. */
        ShardState run(WorkContext context, IntConsumer progress, Stopwatch stopwatch) {
            ShardKeeper.Surroundings surroundings = new ShardKeeper.Surroundings(
                    cache.blobs(), context, timing, recorder, track::keptOf, progress, stopwatch::addTimeOf);
            ShardKeeper keeper = ShardKeeper.of(order, samples, surroundings);
            keeper.run(program.engine(), program.program(), samples, track.isIdle() ? null : track);
            ShardState state = keeper.state();
            for (int sample = 0; sample < samples.length; sample++) {
                track.restore(sample, state.kept(sample));
            }
            return state;
        }

        @Nullable
        String recording(ShardState state) throws IOException {
            return recorder == null ? null : cache.blobs().put(recorder.toBytes(state));
        }
    }

    private static long @Nullable [] classesOf(double[][] outputs, long @Nullable [] classes, int from, int size) {
        if (classes == null) {
            return null;
        }
        long[] answers = new long[outputs.length];
        for (int i = 0; i < answers.length; i++) {
            answers[i] = classes[ArgMax.of(outputs[i], from, size)];
        }
        return answers;
    }

    private long @Nullable [] labels(RunShard order) throws IOException {
        String digest = order.inputs().labelsDigest();
        return digest == null ? null : cache.blobs().labels(digest, order.range());
    }

    private static ShardResult resultOf(
            int first, double[][] outputs, List<SampleResult> results, Answers answers, boolean endsEarly) {
        return new ShardResult(
                first,
                outputs,
                answers.spiking(),
                answers.original(),
                longs(results, result -> result.counts().operations().spikes()),
                longs(results, result -> result.counts().operations().synaptic()),
                endsEarly ? longs(results, SampleResult::ticks) : null);
    }

    private static long[] longs(List<SampleResult> results, ToLongFunction<SampleResult> value) {
        return results.stream().mapToLong(value).toArray();
    }
}
