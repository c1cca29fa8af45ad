package io.aisynapse.converter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.compile.CoreProgramFile;
import io.aisynapse.core.engine.Engine;
import io.aisynapse.core.engine.RunOptions;
import io.aisynapse.core.engine.SampleResult;
import io.aisynapse.core.nir.NirImport;
import io.aisynapse.core.nir.graph.NirGraph;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.protocol.array.NpyArray;
import io.aisynapse.protocol.artifact.FolderArtifactStore;
import io.aisynapse.protocol.client.WorkBlobs;
import io.aisynapse.protocol.client.WorkFailedException;
import io.aisynapse.protocol.problem.ErrorKind;
import io.aisynapse.protocol.work.ProtocolJson;
import io.aisynapse.protocol.work.WorkFailure;
import io.aisynapse.protocol.work.WorkOrder.CheckModel;
import io.aisynapse.protocol.work.WorkOrder.ConversionSettings;
import io.aisynapse.protocol.work.WorkOrder.ConvertModel;
import io.aisynapse.protocol.work.WorkOrder.DatasetReference;
import io.aisynapse.protocol.work.WorkOrder.PreflightModel;
import io.aisynapse.protocol.work.WorkResult.HybridSummary;
import io.aisynapse.protocol.work.WorkResult.ModelChecked;
import io.aisynapse.protocol.work.WorkResult.ModelConverted;
import io.aisynapse.protocol.work.WorkResult.ModelPreflighted;
import io.aisynapse.protocol.work.WorkResult.NirFiles;
import io.aisynapse.protocol.work.WorkResult.Port;
import io.aisynapse.protocol.work.WorkResult.PreflightReport;
import io.aisynapse.test.TrainedModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

class ConversionTest {
    private static final ConversionSettings SETTINGS = new ConversionSettings("rate", 32, "loihi-1", 128, 0);

    @TempDir
    Path folder;

    private WorkBlobs blobs;
    private ConverterHandler handler;
    private final List<String> stages = new ArrayList<>();

    @BeforeEach
    void setUp() throws IOException {
        blobs = new WorkBlobs(new FolderArtifactStore(folder), 1 << 28);
        handler = new ConverterHandler(blobs, 2);
    }

    @ParameterizedTest
    @EnumSource(TrainedModel.class)
    void trainedModelsBecomeProgramsThatAgreeWithThem(TrainedModel model) throws IOException {
        ModelConverted converted = convert(model.onnx(), calibrationOf(model, 128), SETTINGS);
        CoreProgram program = CoreProgramFile.read(blobs.read(converted.programDigest()));
        assertEquals(32, program.timeSteps());
        assertTrue(converted.summary().cores() > 0);
        JsonNode report = ProtocolJson.mapper().readTree(blobs.read(converted.reportDigest()));
        JsonNode spiking = report.get("error_budget").get("stages").get(6);
        double wanted = model == TrainedModel.FMNIST_CNN_SMALL ? 0.95 : 0.98;
        assertTrue(spiking.get("agreement").asDouble() >= wanted, spiking.toString());
        assertTrue(
                report.get("error_budget")
                                .get("stages")
                                .get(1)
                                .get("relative_error")
                                .asDouble()
                        < 1e-2,
                report.get("error_budget").toString());
        assertEquals("normal", report.get("confidence").asString());
    }

    @Test
    void whatCannotSpikeRunsBehindTheSpikes() throws IOException {
        DatasetReference calibration = calibrationOf(TrainedModel.DIGITS_SKLEARN_RELU, 128);
        ModelConverted converted = convert(TrainedModel.digitsHybrid(), calibration, SETTINGS);
        HybridSummary hybrid = Objects.requireNonNull(converted.summary().hybrid());
        assertEquals(5, hybrid.nodes());
        long dense = 64 * 64;
        long gru = 8 * (3 * 64 * 8 + 3 * 64 * 64);
        long last = 64 * 10;
        assertEquals(dense / (double) (dense + gru + last), hybrid.spikingShare(), 1e-9);
        assertTrue(blobs.read(Objects.requireNonNull(hybrid.remainderDigest())).length > 0);
        JsonNode report = ProtocolJson.mapper().readTree(blobs.read(converted.reportDigest()));
        JsonNode stages = report.get("error_budget").get("stages");
        assertTrue(stages.get(1).get("relative_error").asDouble() < 1e-4, stages.toString());
        assertTrue(stages.get(2).get("agreement").asDouble() >= 0.95, stages.toString());
        assertTrue(
                report.get("hybrid").toString().contains("GRU"),
                report.get("hybrid").toString());
        assertTrue(report.get("nodes").toString().contains("\"verdict\":\"hybrid\""));
    }

    /** The GRU runs on the samples, and its last state of 24 values is what the spikes are made of. */
    @Test
    void whatCannotSpikeRunsInFrontOfTheSpikes() throws IOException {
        DatasetReference calibration = calibrationOf(TrainedModel.DIGITS_SKLEARN_RELU, 128);
        ModelConverted converted = convert(TrainedModel.digitsRecurrentFirst(), calibration, SETTINGS);
        HybridSummary hybrid = Objects.requireNonNull(converted.summary().hybrid());
        assertNull(hybrid.remainderDigest());
        assertTrue(blobs.read(Objects.requireNonNull(hybrid.preambleDigest())).length > 0);
        long gru = 8 * (3 * 24 * 8 + 3 * 24 * 24);
        long dense = 24 * 48 + 48 * 10;
        assertEquals(dense / (double) (dense + gru), hybrid.spikingShare(), 1e-9);
        CoreProgram program = CoreProgramFile.read(blobs.read(converted.programDigest()));
        assertEquals(24, program.input().shape().size());
        JsonNode report = ProtocolJson.mapper().readTree(blobs.read(converted.reportDigest()));
        JsonNode stages = report.get("error_budget").get("stages");
        assertTrue(stages.get(1).get("relative_error").asDouble() < 1e-4, stages.toString());
        assertTrue(stages.get(stages.size() - 1).get("agreement").asDouble() >= 0.95, stages.toString());
        assertEquals(24, report.get("hybrid").get("values_fed").asInt());
        assertTrue(report.get("hybrid").get("reasons").toString().contains("GRU"));
        assertTrue(report.get("against_time").size() > 0, "the readout is the answer after every tick");
        assertEquals(
                converted, convert(TrainedModel.digitsRecurrentFirst(), calibration, SETTINGS), "the same bytes again");
    }

    @Test
    void aRecurrentBeginningWithoutSamplesIsCalibratedOnWhatItYields() throws IOException {
        ModelConverted converted = convert(TrainedModel.digitsRecurrentFirst(), null, SETTINGS);
        String warnings = converted.summary().warnings().toString();
        assertTrue(warnings.contains("confidence: low"), warnings);
        JsonNode report = ProtocolJson.mapper().readTree(blobs.read(converted.reportDigest()));
        assertEquals("low", report.get("confidence").asString());
    }

    @Test
    void aPreflightTellsWhatRunsInFront() throws IOException {
        PreflightReport report = preflight(TrainedModel.digitsRecurrentFirst());
        assertEquals("hybrid", report.verdict());
        assertEquals(24 * 48 + 48 * 10, report.totals().spikingOperations());
        assertEquals("hybrid", report.nodes().getFirst().verdict());
        assertTrue(report.nodes().stream()
                .anyMatch(node -> node.operator().equals("GRU")
                        && node.operations() == 8 * (3 * 24 * 8 + 3 * 24 * 24)
                        && node.why().contains("GRU")));
        String digest = blobs.put(TrainedModel.digitsRecurrentFirst());
        ModelChecked checked = (ModelChecked) handler.handle(new CheckModel("m", digest), (stage, done, total) -> {});
        assertEquals(
                List.of(new Port("x", List.of(64), 0, 64)), checked.summary().inputs());
        assertEquals(10, checked.summary().outputSize());
    }

    @Test
    void aRateCodedNetworkOfAveragePoolsIsWrittenAsNirWithTheSpikesItMustGive() throws IOException {
        TrainedModel model = TrainedModel.MNIST_CNN_BN_AVGPOOL;
        ModelConverted converted = convert(model.onnx(), calibrationOf(model, 128), SETTINGS);
        NirFiles files = Objects.requireNonNull(converted.nir());
        NirGraph graph = NirImport.graph(blobs.read(files.networkDigest()));
        assertEquals("subtract", graph.metadata().get("reset"));
        assertEquals("32", graph.metadata().get("time_steps"));
        byte[] hdf5 = Arrays.copyOf(blobs.read(files.expectedDigest()), 4);
        assertArrayEquals(new byte[] {(byte) 0x89, 'H', 'D', 'F'}, hdf5);
        JsonNode nir = ProtocolJson.mapper()
                .readTree(blobs.read(converted.reportDigest()))
                .get("nir");
        assertTrue(nir.get("on_chip").get("agreement").asDouble() >= 0.95, nir.toString());
        assertEquals(8, nir.get("companion").get("samples").asInt());
        assertTrue(nir.get("companion").get("agreement").asDouble() >= 0.75, nir.toString());
    }

    @Test
    void whatNirCannotSayIsInTheReport() throws IOException {
        TrainedModel model = TrainedModel.MNIST_LENET_MAXPOOL;
        ModelConverted converted = convert(model.onnx(), calibrationOf(model, 64), SETTINGS);
        assertNull(converted.nir());
        JsonNode nir = ProtocolJson.mapper()
                .readTree(blobs.read(converted.reportDigest()))
                .get("nir");
        assertFalse(nir.get("written").asBoolean());
        assertEquals(2, nir.get("findings").size(), nir.toString());
        assertEquals("not-in-nir", nir.get("findings").get(0).get("code").asString());
    }

    @Test
    void aHybridThatIsForbiddenNamesEachOperator() throws IOException {
        ConversionSettings never = new ConversionSettings("rate", 32, "loihi-1", 128, 0, ConversionSettings.NEVER);
        WorkFailure failure = failureOf(TrainedModel.digitsHybrid(), null, never);
        assertEquals(ErrorKind.USER, failure.kind());
        assertEquals("unsupported-op", failure.code());
        assertEquals("node gru", failure.problems().getFirst().pointer());
        WorkFailure first = failureOf(TrainedModel.digitsRecurrentFirst(), null, never);
        assertEquals("unsupported-op", first.code());
        assertEquals("node /r/GRU", first.problems().getFirst().pointer());
    }

    @Test
    void aCheckedHybridSaysWhatItYields() throws IOException {
        String digest = blobs.put(TrainedModel.digitsHybrid());
        ModelChecked checked = (ModelChecked) handler.handle(new CheckModel("m", digest), (stage, done, total) -> {});
        assertEquals(
                List.of(new Port("logits", List.of(10), 0, 10)),
                checked.summary().outputs());
        assertEquals(
                List.of(new Port("x", List.of(64), 0, 64)), checked.summary().inputs());
    }

    @Test
    void aPreflightTellsWhatEachNodeBecomes() throws IOException {
        PreflightReport report = preflight(TrainedModel.digitsHybrid());
        assertEquals("hybrid", report.verdict());
        assertEquals(5, report.totals().hybrid());
        assertTrue(report.nodes().stream()
                .anyMatch(node -> node.operator().equals("GRU")
                        && node.operations() == 8 * (3 * 64 * 8 + 3 * 64 * 64)
                        && node.why().contains("GRU")));
        PreflightReport refused = preflight(bad("op_if.onnx"));
        assertEquals("refused", refused.verdict());
        assertTrue(refused.totals().refused() >= 1);
        String broken = blobs.put(bad("cyclic.onnx"));
        assertThrows(
                WorkFailedException.class,
                () -> handler.handle(new PreflightModel(broken, "rate"), (stage, done, total) -> {}));
    }

    private PreflightReport preflight(byte[] model) throws IOException {
        return ((ModelPreflighted)
                        handler.handle(new PreflightModel(blobs.put(model), "rate"), (stage, done, total) -> {}))
                .report();
    }

    @Test
    void theSameOrderYieldsTheSameBytes() throws IOException {
        TrainedModel model = TrainedModel.DIGITS_SKLEARN_RELU;
        DatasetReference calibration = calibrationOf(model, 64);
        ModelConverted first = convert(model.onnx(), calibration, SETTINGS);
        handler = new ConverterHandler(blobs, 1);
        assertEquals(first, convert(model.onnx(), calibration, SETTINGS));
    }

    @Test
    void everyStageIsTold() throws IOException {
        TrainedModel model = TrainedModel.DIGITS_SKLEARN_RELU;
        convert(model.onnx(), calibrationOf(model, 64), SETTINGS);
        assertEquals(
                List.of(
                        "gate 0/10",
                        "import 1/10",
                        "verify against ONNX Runtime 2/10",
                        "simplify 3/10",
                        "calibrate 4/10",
                        "place on cores 5/10",
                        "tune 6/10",
                        "measure 7/10",
                        "write for other tools 8/10",
                        "report 9/10"),
                stages);
    }

    @Test
    void withoutSamplesItWarnsThatConfidenceIsLow() throws IOException {
        ModelConverted converted = convert(TrainedModel.DIGITS_SKLEARN_RELU.onnx(), null, SETTINGS);
        assertTrue(converted.summary().warnings().getFirst().startsWith("confidence: low"));
        JsonNode report = ProtocolJson.mapper().readTree(blobs.read(converted.reportDigest()));
        assertEquals("low", report.get("confidence").asString());
        assertEquals(
                "the input's range",
                report.get("layers").get(0).get("thresholds_from").asString());
        JsonNode stages = report.get("error_budget").get("stages");
        stages.forEach(stage -> assertTrue(
                stage.get("accuracy") == null || stage.get("accuracy").isNull()));
    }

    @Test
    void ofTooManySamplesForTheMemoryOnlySomeAreRead() throws IOException {
        TrainedModel model = TrainedModel.DIGITS_SKLEARN_RELU;
        DatasetReference calibration = calibrationOf(model, 200);
        long room = Math.max(model.onnx().length, 4L * 64 * 150);
        ConverterHandler small = new ConverterHandler(new WorkBlobs(new FolderArtifactStore(folder), room), 2);
        ConversionSettings all = new ConversionSettings("rate", 8, "loihi-1", 200, 0);
        ConvertModel order = new ConvertModel("c", blobs.put(model.onnx()), "model", calibration, all);
        ModelConverted converted = (ModelConverted) small.handle(order, (stage, done, total) -> {});
        assertEquals(
                List.of("only 150 samples of this size fit in memory for calibration"),
                converted.summary().warnings());
    }

    @Test
    void aDeclaredRangeIsTheRangeOfTheSeededInputs() throws IOException {
        ConversionSettings ranged = SETTINGS.withInputRange(List.of(-2.0, 6.0));
        ModelConverted converted = convert(TrainedModel.DIGITS_SKLEARN_RELU.onnx(), null, ranged);
        assertTrue(converted.summary().warnings().getFirst().contains("declared by the user"));
        ModelConverted assumed = convert(TrainedModel.DIGITS_SKLEARN_RELU.onnx(), null, SETTINGS);
        assertTrue(assumed.summary().warnings().getFirst().contains("assumed to be 0..1"));
        assertTrue(!converted.programDigest().equals(assumed.programDigest()));
    }

    /** Thresholds solved on random inputs gave 0.2 of these answers. */
    @Test
    void withoutSamplesBatchNormsKeepTheAnswers() throws IOException {
        TrainedModel model = TrainedModel.MNIST_CNN_BN_AVGPOOL;
        ModelConverted converted = convert(model.onnx(), null, SETTINGS);
        CoreProgram program = CoreProgramFile.read(blobs.read(converted.programDigest()));
        long[] labels = model.testLabels(100);
        List<SampleResult> results = new Engine(program, RunOptions.defaults()).run(model.testSamples(100));
        int right = 0;
        for (int s = 0; s < labels.length; s++) {
            double[] answer = results.get(s).outputs();
            double largest = Arrays.stream(answer).max().orElseThrow();
            right += answer[(int) labels[s]] == largest ? 1 : 0;
        }
        assertTrue(right >= 88, right + " of 100 answers are right");
    }

    @Test
    void aSerialReportHoldsItsErrorsAgainstTheirBounds() throws IOException {
        TrainedModel model = TrainedModel.DIGITS_SKLEARN_RELU;
        ConversionSettings serial = new ConversionSettings("serial", 64, "generic", 128, 0);
        JsonNode report = ProtocolJson.mapper()
                .readTree(blobs.read(
                        convert(model.onnx(), calibrationOf(model, 128), serial).reportDigest()));
        JsonNode bound = report.get("certified_bound");
        assertTrue(bound.get("mean_error").asDouble() < bound.get("mean_bound").asDouble(), bound.toString());
        assertTrue(bound.get("largest_share_of_bound").asDouble() <= 1, bound.toString());
        assertTrue(bound.get("certified_share").asDouble() > 0, bound.toString());
        JsonNode layer = report.get("layer_operations").get(1);
        assertEquals(1.0, layer.get("shares").get("binary_additions").asDouble());
        assertTrue(!report.get("coverage").get("distribution_shift").asBoolean());
    }

    @Test
    void fewSamplesAreWarnedOf() throws IOException {
        TrainedModel model = TrainedModel.DIGITS_SKLEARN_RELU;
        ModelConverted converted = convert(model.onnx(), calibrationOf(model, 10), SETTINGS);
        assertEquals(
                List.of("calibrated on 10 samples, at least 64 are advised"),
                converted.summary().warnings());
    }

    @Test
    void samplesOfAnotherSizeAreTheUsersFault() throws IOException {
        DatasetReference digits = calibrationOf(TrainedModel.DIGITS_SKLEARN_RELU, 10);
        WorkFailure failure = failureOf(TrainedModel.MNIST_MLP.onnx(), digits, SETTINGS);
        assertEquals(ErrorKind.USER, failure.kind());
        assertEquals("bad-shape", failure.code());
    }

    @Test
    void anUnknownChipIsTheUsersFault() throws IOException {
        ConversionSettings settings = new ConversionSettings("rate", 32, "loihi-9", 64, 0);
        WorkFailure failure = failureOf(TrainedModel.DIGITS_SKLEARN_RELU.onnx(), null, settings);
        assertEquals(ErrorKind.USER, failure.kind());
        assertEquals("/chip", failure.problems().getFirst().pointer());
    }

    @Test
    void aRefusedModelTellsItsFindings() throws IOException {
        byte[] model = bad("op_if.onnx");
        String digest = blobs.put(model);
        WorkFailedException refusal = assertThrows(
                WorkFailedException.class,
                () -> handler.handle(new CheckModel("m", digest), (stage, done, total) -> {}));
        assertEquals(ErrorKind.USER, refusal.failure().kind());
        assertTrue(!refusal.failure().problems().isEmpty());
    }

    @Test
    void aCheckedModelSaysWhatItIs() throws IOException {
        String digest = blobs.put(TrainedModel.MNIST_LENET_MAXPOOL.onnx());
        ModelChecked checked = (ModelChecked) handler.handle(new CheckModel("m", digest), (stage, done, total) -> {});
        assertEquals("input", checked.summary().inputName());
        assertEquals(List.of(1, 28, 28), checked.summary().inputDimensions());
        assertEquals("output", checked.summary().outputName());
        assertEquals(10, checked.summary().outputSize());
    }

    private ModelConverted convert(byte[] model, @Nullable DatasetReference calibration, ConversionSettings settings)
            throws IOException {
        ConvertModel order = new ConvertModel("c", blobs.put(model), "model", calibration, settings);
        return (ModelConverted)
                handler.handle(order, (stage, done, total) -> stages.add(stage + " " + done + "/" + total));
    }

    private WorkFailure failureOf(byte[] model, @Nullable DatasetReference calibration, ConversionSettings settings) {
        return assertThrows(WorkFailedException.class, () -> convert(model, calibration, settings))
                .failure();
    }

    private DatasetReference calibrationOf(TrainedModel model, int count) throws IOException {
        float[][] samples = model.calibrationSamples(count);
        ByteArrayOutputStream npy = new ByteArrayOutputStream();
        NpyArray.writeFloatRows(npy, samples, samples[0].length);
        return new DatasetReference(blobs.put(npy.toByteArray()), null, samples.length);
    }

    private static byte[] bad(String file) throws IOException {
        try (InputStream bytes = ConversionTest.class.getResourceAsStream("/fixtures/bad/" + file)) {
            if (bytes == null) {
                throw new IllegalStateException("no fixture " + file);
            }
            return bytes.readAllBytes();
        }
    }
}
