package io.aisynapse.converter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.compile.CoreProgramFile;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.protocol.array.NpyArray;
import io.aisynapse.protocol.artifact.FolderArtifactStore;
import io.aisynapse.protocol.client.WorkBlobs;
import io.aisynapse.protocol.client.WorkFailedException;
import io.aisynapse.protocol.work.ProtocolJson;
import io.aisynapse.protocol.work.WorkOrder.ChoiceSettings;
import io.aisynapse.protocol.work.WorkOrder.ConversionSettings;
import io.aisynapse.protocol.work.WorkOrder.ConvertModel;
import io.aisynapse.protocol.work.WorkOrder.DatasetReference;
import io.aisynapse.protocol.work.WorkResult.ChoiceSummary;
import io.aisynapse.protocol.work.WorkResult.ModelConverted;
import io.aisynapse.test.TrainedModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Scheme auto from order to program and report, on a trained model. */
class AutomaticConversionTest {
    private static final TrainedModel DIGITS = TrainedModel.DIGITS_SKLEARN_RELU;

    @TempDir
    Path folder;

    private WorkBlobs blobs;

    @BeforeEach
    void setUp() throws IOException {
        blobs = new WorkBlobs(new FolderArtifactStore(folder), 1 << 28);
    }

    @Test
    void theChosenProgramIsTheOneOfTheReport() throws IOException {
        ModelConverted converted = convert(wish(5, List.of("rate", "differential"), List.of(2, 8, 32), List.of()), 2);
        ChoiceSummary summary = Objects.requireNonNull(converted.summary().choice());
        assertTrue(summary.qualifies(), summary.toString());
        assertTrue(summary.dropAtMost() <= 5, summary.toString());
        JsonNode choice = report(converted).get("choice");
        CoreProgram program = CoreProgramFile.read(blobs.read(converted.programDigest()));
        assertEquals(program.timeSteps(), choice.at("/chosen/time_steps").asInt());
        assertEquals(program.chip().name(), choice.at("/chosen/chip").asString());
        assertEquals(converted.summary().scheme(), choice.at("/chosen/scheme").asString());
        assertEquals(12, choice.get("candidates").size());
        List<JsonNode> measured = new ArrayList<>();
        choice.get("candidates").forEach(row -> {
            if (row.has("drop")) {
                measured.add(row);
            } else {
                assertTrue(row.get("reason").asString().length() > 10, row.toString());
            }
        });
        assertEquals(summary.tried(), measured.size());
        JsonNode chosen = measured.stream()
                .filter(row -> row.get("chosen").asBoolean())
                .findFirst()
                .orElseThrow();
        assertTrue(measured.stream()
                .filter(row -> row.get("qualifies").asBoolean())
                .allMatch(row -> row.get("energy_nj").asDouble()
                        >= chosen.get("energy_nj").asDouble()));
        assertTrue(chosen.get("on_front").asBoolean(), chosen.toString());
    }

    @Test
    void aSchemeThatAChipCannotHoldIsARowWithItsReason() throws IOException {
        ModelConverted converted = convert(wish(5, List.of("rate", "graded"), List.of(16), List.of("loihi-1")), 2);
        assertEquals("rate", converted.summary().scheme());
        JsonNode graded = report(converted).at("/choice/candidates/1");
        assertEquals("graded", graded.get("scheme").asString());
        assertTrue(graded.get("reason").asString().contains("graded"), graded.toString());
    }

    @Test
    void whenNothingQualifiesTheFirstWarningSaysSo() throws IOException {
        ModelConverted converted = convert(wish(1, List.of("rate"), List.of(2), List.of("generic")), 2);
        assertTrue(!Objects.requireNonNull(converted.summary().choice()).qualifies());
        String first = converted.summary().warnings().getFirst();
        assertTrue(first.startsWith("NO CANDIDATE QUALIFIES"), first);
    }

    @Test
    void theSameOrderYieldsTheSameBytesWhateverTheThreads() throws IOException {
        ChoiceSettings wish = wish(2, List.of("rate-signed", "differential"), List.of(2, 4), List.of("generic"));
        assertEquals(convert(wish, 1), convert(wish, 2));
    }

    @Test
    void whenNoCandidateCanBeConvertedAllFindingsAreTold() {
        ChoiceSettings wish = wish(1, List.of("graded", "differential"), List.of(4), List.of("loihi-1"));
        WorkFailedException refusal = assertThrows(WorkFailedException.class, () -> convert(wish, 1));
        assertTrue(!refusal.failure().problems().isEmpty());
    }

    @Test
    void unknownNamesAreAllTold() {
        ChoiceSettings wish = wish(1, List.of("rate", "tempo"), List.of(4), List.of("loihi-9"));
        WorkFailedException refusal = assertThrows(WorkFailedException.class, () -> convert(wish, 1));
        assertEquals(2, refusal.failure().problems().size());
    }

    private static ChoiceSettings wish(double drop, List<String> schemes, List<Integer> steps, List<String> chips) {
        return new ChoiceSettings("energy", drop, schemes, steps, chips);
    }

    private ModelConverted convert(ChoiceSettings choice, int threads) throws IOException {
        ConversionSettings settings =
                new ConversionSettings("auto", 64, "any", 256, 0, ConversionSettings.AUTO, choice);
        float[][] samples = DIGITS.calibrationSamples(128);
        ByteArrayOutputStream npy = new ByteArrayOutputStream();
        NpyArray.writeFloatRows(npy, samples, samples[0].length);
        DatasetReference data = new DatasetReference(blobs.put(npy.toByteArray()), null, samples.length);
        ConvertModel order = new ConvertModel("c", blobs.put(DIGITS.onnx()), "digits", data, settings);
        List<Integer> done = new ArrayList<>();
        ModelConverted converted =
                (ModelConverted) new ConverterHandler(blobs, threads).handle(order, (stage, begun, total) -> {
                    assertTrue(begun < total, stage);
                    done.add(begun);
                });
        assertEquals(done.stream().sorted().distinct().toList(), done);
        return converted;
    }

    private JsonNode report(ModelConverted converted) throws IOException {
        return ProtocolJson.mapper().readTree(blobs.read(converted.reportDigest()));
    }
}
