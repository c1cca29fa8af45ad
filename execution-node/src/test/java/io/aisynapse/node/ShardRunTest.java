package io.aisynapse.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import io.aisynapse.protocol.array.NpyArray;
import io.aisynapse.protocol.artifact.FolderArtifactStore;
import io.aisynapse.protocol.client.WorkBlobs;
import io.aisynapse.protocol.work.ProtocolJson;
import io.aisynapse.protocol.work.WorkOrder.DatasetReference;
import io.aisynapse.protocol.work.WorkOrder.RunShard;
import io.aisynapse.protocol.work.WorkOrder.SampleRange;
import io.aisynapse.protocol.work.WorkResult.ShardRun;
import io.aisynapse.protocol.work.WorkResult.ShardSummary;
import io.aisynapse.test.TrainedModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
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
        byte[] model = TrainedModel.digitsHybrid();
        CheckedModel checked = OnnxGate.check(model, GateLimits.defaults());
        String remainder = blobs.put(Objects.requireNonNull(checked.remainder()).model());
        TrainedModel data = TrainedModel.DIGITS_SKLEARN_RELU;
        String program = blobs.put(program(AnnPasses.simplify(checked.graph()), data));
        RunShard order =
                new RunShard("j", 0, program, blobs.put(model), remainder, dataset(data), new SampleRange(0, SAMPLES));
        ShardRun run = run(order, 2, "vector");
        assertEquals(SAMPLES, run.summary().compared());
        assertTrue(run.summary().agreeing() >= SAMPLES - 3, run.summary().toString());
        assertTrue(run.summary().correctSpiking() >= SAMPLES / 2, run.summary().toString());
        JsonNode outputs =
                ProtocolJson.mapper().readTree(blobs.read(run.resultDigest())).get("outputs");
        assertEquals(10, outputs.get(0).size());
    }

    private JsonNode result(RunShard order) throws IOException {
        return ProtocolJson.mapper().readTree(blobs.read(run(order, 1, "vector").resultDigest()));
    }

    private ShardRun run(RunShard order, int threads, String kernels) throws IOException {
        ShardHandler handler = new ShardHandler(new NodeCache(blobs, EngineSettings.of(threads, kernels), 2));
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
        SpikingConverted converted =
                SpikingConversion.calibrate(graph, data.calibrationSamples(64)).convert(Scheme.RATE, TIME_STEPS);
        return CoreProgramFile.write(
                Compiler.compile(converted.snn(), ChipProfiles.named("loihi-1").orElseThrow(), TIME_STEPS));
    }

    private DatasetReference dataset(TrainedModel model) throws IOException {
        float[][] samples = model.testSamples(SAMPLES);
        ByteArrayOutputStream inputs = new ByteArrayOutputStream();
        NpyArray.writeFloatRows(inputs, samples, samples[0].length);
        ByteArrayOutputStream labels = new ByteArrayOutputStream();
        NpyArray.writeLongs(labels, model.testLabels(SAMPLES));
        return new DatasetReference(blobs.put(inputs.toByteArray()), blobs.put(labels.toByteArray()), samples.length);
    }
}
