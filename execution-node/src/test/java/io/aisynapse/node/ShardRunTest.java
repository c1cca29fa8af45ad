package io.aisynapse.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.pass.AnnPasses;
import io.aisynapse.core.chip.ChipProfiles;
import io.aisynapse.core.compile.Compiler;
import io.aisynapse.core.compile.CoreProgramFile;
import io.aisynapse.core.convert.Scheme;
import io.aisynapse.core.convert.SpikingConversion;
import io.aisynapse.core.convert.SpikingConverted;
import io.aisynapse.core.onnx.CheckedModel;
import io.aisynapse.core.onnx.GateLimits;
import io.aisynapse.core.onnx.OnnxGate;
import io.aisynapse.core.onnx.OnnxImporter;
import io.aisynapse.node.progress.CheckpointTiming;
import io.aisynapse.protocol.array.NpyArray;
import io.aisynapse.protocol.artifact.FolderArtifactStore;
import io.aisynapse.protocol.client.WorkBlobs;
import io.aisynapse.protocol.work.ProtocolJson;
import io.aisynapse.protocol.work.WorkOrder.DatasetReference;
import io.aisynapse.protocol.work.WorkOrder.RunShard;
import io.aisynapse.protocol.work.WorkOrder.RunWishes;
import io.aisynapse.protocol.work.WorkOrder.SampleRange;
import io.aisynapse.protocol.work.WorkResult.RangeCount;
import io.aisynapse.protocol.work.WorkResult.ShardRun;
import io.aisynapse.protocol.work.WorkResult.ShardSummary;
import io.aisynapse.protocol.work.WorkResult.TickCount;
import io.aisynapse.reference.AnswerModel;
import io.aisynapse.test.TrainedModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ShardRunTest {
    private static final int TIME_STEPS = 32;
    private static final int SAMPLES = 40;

    @TempDir
    Path folder;

    private WorkBlobs blobs;

    @BeforeEach
    void setUp() throws IOException {
        blobs = new WorkBlobs(new FolderArtifactStore(folder), 1 << 28);
    }

    @Test
    void answersAgreeWithTheOriginalAndWithTheLabels() throws IOException {
        ShardSummary summary = run(order(TrainedModel.DIGITS_SKLEARN_RELU, 0, SAMPLES), 1, "vector")
                .summary();
        assertEquals(SAMPLES, summary.samples());
        assertEquals(SAMPLES, summary.labelled());
        assertEquals(SAMPLES, summary.compared());
        assertTrue(summary.agreeing() >= SAMPLES - 2, summary.toString());
        assertTrue(summary.correctOriginal() >= SAMPLES - 4, summary.toString());
        assertTrue(summary.correctSpiking() >= SAMPLES - 4, summary.toString());
        assertTrue(summary.spikes() > 0 && summary.synapticOperations() > summary.spikes(), summary.toString());
        assertTrue(summary.energyPicojoules() > 0 && summary.chipNanoseconds() > 0, summary.toString());
        assertTrue(summary.processorNanoseconds() > 0 && summary.wallNanoseconds() > 0, summary.toString());
    }

    @Test
    void theDigestDependsOnNeitherThreadsNorKernels() throws IOException {
        RunShard order = order(TrainedModel.DIGITS_SKLEARN_RELU, 3, 21);
        String digest = run(order, 1, "vector").resultDigest();
        assertEquals(digest, run(order, 2, "vector").resultDigest());
        assertEquals(digest, run(order, 1, "scalar").resultDigest());
    }

    @Test
    void aSampleHasTheSameAnswerInAnyShard() throws IOException {
        JsonNode whole = result(order(TrainedModel.DIGITS_SKLEARN_RELU, 0, 12));
        JsonNode part = result(order(TrainedModel.DIGITS_SKLEARN_RELU, 5, 3));
        assertEquals(5, part.get("first").asInt());
        assertEquals(3, part.get("count").asInt());
        for (String member : new String[] {"outputs", "classes", "original_classes", "spikes", "synaptic_operations"}) {
            for (int i = 0; i < 3; i++) {
                assertEquals(whole.get(member).get(5 + i), part.get(member).get(i));
            }
        }
    }

    @Test
    void modelsOfFixedBatchAndHalfPrecisionAreCompared() throws IOException {
        for (TrainedModel model : new TrainedModel[] {TrainedModel.MNIST_LENET_MAXPOOL, TrainedModel.MNIST_MLP_FP16}) {
            ShardSummary summary = run(order(model, 0, 8), 2, "vector").summary();
            assertEquals(8, summary.compared());
            assertTrue(summary.agreeing() >= 7, model + " " + summary);
        }
    }

    /** The program yields the 64 values that the GRU reads; the answer is the 10 that come out behind it. */
    @Test
    void aHybridAnswersThroughItsRemainder() throws IOException {
        RunShard order = hybridOrder();
        ShardRun run = run(order, 2, "vector");
        assertEquals(SAMPLES, run.summary().compared());
        assertTrue(run.summary().agreeing() >= SAMPLES - 3, run.summary().toString());
        assertTrue(run.summary().correctSpiking() >= SAMPLES / 2, run.summary().toString());
        JsonNode outputs =
                ProtocolJson.mapper().readTree(blobs.read(run.resultDigest())).get("outputs");
        assertEquals(10, outputs.get(0).size());
    }

    /** The GRU takes the 64 values of a sample, the program the 24 that it yields; answers are followed as usual. */
    @Test
    void aHybridIsFedThroughItsPreamble() throws IOException {
        byte[] model = TrainedModel.digitsRecurrentFirst();
        CheckedModel checked = OnnxGate.check(model, GateLimits.defaults());
        String preamble = blobs.put(Objects.requireNonNull(checked.preamble()).model());
        TrainedModel data = TrainedModel.DIGITS_SKLEARN_RELU;
        float[][] fed;
        try (AnswerModel answers = AnswerModel.open(model, checked)) {
            fed = answers.fed(data.calibrationSamples(64));
        }
        String program = blobs.put(program(AnnPasses.simplify(checked.graph()), fed));
        RunShard order = new RunShard(
                "j",
                0,
                program,
                blobs.put(model),
                null,
                dataset(data),
                new SampleRange(0, SAMPLES),
                new RunWishes(null, 1, true),
                preamble);
        ShardRun run = run(order, 2, "vector");
        assertEquals(SAMPLES, run.summary().compared());
        assertTrue(run.summary().agreeing() >= SAMPLES - 2, run.summary().toString());
        List<TickCount> counts = Objects.requireNonNull(run.summary().againstTime());
        assertEquals(run.summary().agreeing(), counts.getLast().agreeing());
        assertEquals(run.resultDigest(), run(order, 1, "scalar").resultDigest());
        RunShard withoutPreamble =
                new RunShard("j", 0, program, order.modelDigest(), preamble, order.inputs(), order.range());
        assertThrows(IllegalStateException.class, () -> run(withoutPreamble, 1, "vector"));
    }

    /** Twice as bright as calibration's: neurons reach the top of their range far more often. */
    @Test
    void valuesAtTheTopOfTheirRangeAreCounted() throws IOException {
        RunShard order = order(TrainedModel.DIGITS_SKLEARN_RELU, 0, SAMPLES);
        float[][] bright = TrainedModel.DIGITS_SKLEARN_RELU.testSamples(SAMPLES);
        for (float[] sample : bright) {
            for (int i = 0; i < sample.length; i++) {
                sample[i] *= 2;
            }
        }
        DatasetReference dataset = new DatasetReference(put(bright), null, SAMPLES);
        RunShard other = new RunShard(
                "j", 0, order.programDigest(), order.modelDigest(), null, dataset, new SampleRange(0, SAMPLES));
        RangeCount like = atTop(order);
        RangeCount unlike = atTop(other);
        assertEquals(like.values(), unlike.values());
        assertTrue(like.atTop() <= 0.03 * like.values(), like.toString());
        assertTrue(unlike.atTop() > 3 * like.atTop() && unlike.atTop() > 0.01 * unlike.values(), unlike.toString());
        RunShard part = order(TrainedModel.DIGITS_SKLEARN_RELU, 1, 8);
        assertEquals(0, atTop(part).values(), "none of these is a sixteenth of the job");
    }

    private RangeCount atTop(RunShard order) throws IOException {
        return Objects.requireNonNull(run(order, 1, "vector").summary().atTop()).getFirst();
    }

    @Test
    void samplesThatAreSureEndEarlyAndCostLess() throws IOException {
        RunShard whole = order(TrainedModel.DIGITS_SKLEARN_RELU, 0, SAMPLES);
        RunShard early = withWishes(whole, new RunWishes(2.0, 3, false));
        ShardRun run = run(early, 2, "vector");
        ShardSummary all = run(whole, 2, "vector").summary();
        long[] ticks = longs(result(early).get("exit_ticks"));
        assertTrue(result(whole).get("exit_ticks").isNull());
        assertEquals(SAMPLES, ticks.length);
        assertTrue(LongStream.of(ticks).allMatch(tick -> tick >= 3 && tick <= TIME_STEPS));
        assertTrue(LongStream.of(ticks).distinct().count() > 3, "no sample is surer than another");
        assertEquals(
                LongStream.of(ticks).sum(), Objects.requireNonNull(run.summary().ticks()));
        assertEquals((long) SAMPLES * TIME_STEPS, Objects.requireNonNull(all.ticks()));
        assertTrue(
                run.summary().energyPicojoules() < all.energyPicojoules(),
                run.summary().toString());
        assertTrue(
                run.summary().chipNanoseconds() < all.chipNanoseconds(),
                run.summary().toString());
        assertTrue(run.summary().spikes() < all.spikes(), run.summary().toString());
        assertEquals(run.resultDigest(), run(early, 1, "scalar").resultDigest());
    }

    @Test
    void aMarginThatIsNeverReachedChangesNoAnswer() throws IOException {
        RunShard whole = order(TrainedModel.DIGITS_SKLEARN_RELU, 0, 12);
        JsonNode late = result(withWishes(whole, new RunWishes(1e9, 1, false)));
        assertEquals(result(whole).get("outputs"), late.get("outputs"));
        assertEquals(result(whole).get("spikes"), late.get("spikes"));
        assertTrue(LongStream.of(longs(late.get("exit_ticks"))).allMatch(tick -> tick == TIME_STEPS));
    }

    @Test
    void answersAgainstTimeEndWithThoseOfTheRun() throws IOException {
        RunShard whole = order(TrainedModel.DIGITS_SKLEARN_RELU, 0, SAMPLES);
        ShardSummary summary = run(withWishes(whole, new RunWishes(null, 1, true)), 2, "vector")
                .summary();
        List<TickCount> counts = Objects.requireNonNull(summary.againstTime());
        assertEquals(
                List.of(1, 2, 4, 8, 16, 32),
                counts.stream().map(TickCount::ticks).toList());
        assertEquals(summary.correctSpiking(), counts.getLast().correct());
        assertEquals(summary.agreeing(), counts.getLast().agreeing());
        assertTrue(counts.getFirst().agreeing() < summary.agreeing(), counts.toString());
        ShardSummary early =
                run(withWishes(whole, new RunWishes(2.0, 1, true)), 2, "vector").summary();
        TickCount last = Objects.requireNonNull(early.againstTime()).getLast();
        assertEquals(early.correctSpiking(), last.correct());
        assertEquals(early.agreeing(), last.agreeing());
    }

    @Test
    void aHybridIsFollowedThroughItsRemainderToo() throws IOException {
        RunShard whole = hybridOrder();
        ShardRun run = run(withWishes(whole, new RunWishes(0.5, 1, true)), 2, "vector");
        ShardSummary summary = run.summary();
        assertNull(summary.note());
        assertTrue(Objects.requireNonNull(summary.ticks()) < (long) SAMPLES * TIME_STEPS, summary.toString());
        TickCount last = Objects.requireNonNull(summary.againstTime()).getLast();
        assertEquals(summary.agreeing(), last.agreeing());
        assertEquals(summary.correctSpiking(), last.correct());
        assertEquals(
                run.resultDigest(),
                run(withWishes(whole, new RunWishes(0.5, 1, true)), 1, "scalar").resultDigest());
    }

    @Test
    void answersOfARegressionComeNearerWithTime() throws IOException {
        RunShard order = regressionOrder();
        ShardSummary summary =
                run(withWishes(order, new RunWishes(0.5, 1, true)), 2, "vector").summary();
        assertTrue(String.valueOf(summary.note()).contains("no class"), summary.toString());
        assertEquals((long) SAMPLES * TIME_STEPS, Objects.requireNonNull(summary.ticks()));
        double error = Objects.requireNonNull(summary.squaredError());
        double magnitude = Objects.requireNonNull(summary.squaredMagnitude());
        assertTrue(error < 0.05 * 0.05 * magnitude, summary.toString());
        List<TickCount> counts = Objects.requireNonNull(summary.againstTime());
        assertEquals(error, counts.getLast().squaredError());
        assertTrue(Objects.requireNonNull(counts.getFirst().squaredError()) > 2 * error, counts.toString());
        assertEquals(0, summary.compared());
    }

    private RunShard hybridOrder() throws IOException {
        byte[] model = TrainedModel.digitsHybrid();
        CheckedModel checked = OnnxGate.check(model, GateLimits.defaults());
        String remainder = blobs.put(Objects.requireNonNull(checked.remainder()).model());
        TrainedModel data = TrainedModel.DIGITS_SKLEARN_RELU;
        String program = blobs.put(program(AnnPasses.simplify(checked.graph()), data));
        return new RunShard("j", 0, program, blobs.put(model), remainder, dataset(data), new SampleRange(0, SAMPLES));
    }

    /** Seeded samples with the mean and standard deviation of the features that the model was trained on. */
    private RunShard regressionOrder() throws IOException {
        byte[] model = TrainedModel.diabetesRegressor();
        AnnGraph graph = AnnPasses.simplify(OnnxImporter.importModel(OnnxGate.check(model, GateLimits.defaults())));
        SplittableRandom random = new SplittableRandom(5);
        float[][] samples = new float[SAMPLES][10];
        for (float[] sample : samples) {
            for (int i = 0; i < sample.length; i++) {
                sample[i] = (float) random.nextGaussian(0, 0.05);
            }
        }
        String program = blobs.put(program(graph, samples));
        DatasetReference dataset = new DatasetReference(put(samples), null, SAMPLES);
        return new RunShard("j", 0, program, blobs.put(model), null, dataset, new SampleRange(0, SAMPLES));
    }

    private static RunShard withWishes(RunShard order, RunWishes wishes) {
        return new RunShard(
                order.jobId(),
                order.shardIndex(),
                order.programDigest(),
                order.modelDigest(),
                order.remainderDigest(),
                order.inputs(),
                order.range(),
                wishes,
                order.preambleDigest());
    }

    private static long[] longs(JsonNode array) {
        return array.valueStream().mapToLong(JsonNode::asLong).toArray();
    }

    private JsonNode result(RunShard order) throws IOException {
        return ProtocolJson.mapper().readTree(blobs.read(run(order, 1, "vector").resultDigest()));
    }

    private ShardRun run(RunShard order, int threads, String kernels) throws IOException {
        ShardHandler handler = new ShardHandler(
                new NodeCache(blobs, EngineSettings.of(threads, kernels), 2),
                new CheckpointTiming(Duration.ofHours(1), System::nanoTime));
        return (ShardRun) handler.handle(order, (stage, done, total) -> assertTrue(done <= total));
    }

    private RunShard order(TrainedModel model, int first, int count) throws IOException {
        AnnGraph graph =
                AnnPasses.simplify(OnnxImporter.importModel(OnnxGate.check(model.onnx(), GateLimits.defaults())));
        return new RunShard(
                "j",
                0,
                blobs.put(program(graph, model)),
                blobs.put(model.onnx()),
                null,
                dataset(model),
                new SampleRange(first, count));
    }

    private static byte[] program(AnnGraph graph, TrainedModel data) {
        return program(graph, data.calibrationSamples(64));
    }

    private static byte[] program(AnnGraph graph, float[][] samples) {
        SpikingConverted converted = SpikingConversion.calibrate(graph, samples).convert(Scheme.RATE, TIME_STEPS);
        return CoreProgramFile.write(
                Compiler.compile(converted.snn(), ChipProfiles.named("loihi-1").orElseThrow(), TIME_STEPS));
    }

    private DatasetReference dataset(TrainedModel model) throws IOException {
        ByteArrayOutputStream labels = new ByteArrayOutputStream();
        NpyArray.writeLongs(labels, model.testLabels(SAMPLES));
        return new DatasetReference(put(model.testSamples(SAMPLES)), blobs.put(labels.toByteArray()), SAMPLES);
    }

    private String put(float[][] samples) throws IOException {
        ByteArrayOutputStream inputs = new ByteArrayOutputStream();
        NpyArray.writeFloatRows(inputs, samples, samples[0].length);
        return blobs.put(inputs.toByteArray());
    }
}
