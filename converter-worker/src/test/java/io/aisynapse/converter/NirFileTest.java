package io.aisynapse.converter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.compile.CoreProgramFile;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.protocol.artifact.FolderArtifactStore;
import io.aisynapse.protocol.client.WorkBlobs;
import io.aisynapse.protocol.client.WorkFailedException;
import io.aisynapse.protocol.work.WorkOrder.CheckModel;
import io.aisynapse.protocol.work.WorkOrder.ConversionSettings;
import io.aisynapse.protocol.work.WorkOrder.ConvertModel;
import io.aisynapse.protocol.work.WorkOrder.ImportSettings;
import io.aisynapse.protocol.work.WorkOrder.PreflightModel;
import io.aisynapse.protocol.work.WorkResult.ModelChecked;
import io.aisynapse.protocol.work.WorkResult.ModelConverted;
import io.aisynapse.protocol.work.WorkResult.ModelPreflighted;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recurrent CubaLIF network that the nir package wrote, sent as a model. */
class NirFileTest {
    @TempDir
    Path folder;

    private WorkBlobs blobs;
    private ConverterHandler handler;
    private byte[] file;

    @BeforeEach
    void setUp() throws IOException {
        blobs = new WorkBlobs(new FolderArtifactStore(folder), 1 << 28);
        handler = new ConverterHandler(blobs, 1);
        try (InputStream stream = Objects.requireNonNull(NirFileTest.class.getResourceAsStream("/nir/recurrent.nir"))) {
            file = stream.readAllBytes();
        }
    }

    @Test
    void itsCheckSaysWhatItHolds() throws IOException {
        ModelChecked checked =
                (ModelChecked) handler.handle(new CheckModel("m", blobs.put(file)), (stage, done, total) -> {});
        assertTrue(checked.summary().isNir());
        assertEquals(List.of(4), checked.summary().inputDimensions());
        assertEquals(2, checked.summary().outputSize());
        assertEquals(2, checked.summary().operators().get("CubaLIF"));
        assertEquals(107, checked.summary().parameters());
    }

    @Test
    void eachNodeHasAVerdict() throws IOException {
        ModelPreflighted preflighted = (ModelPreflighted)
                handler.handle(new PreflightModel(blobs.put(file), "rate"), (stage, done, total) -> {});
        assertEquals(7, preflighted.report().nodes().size());
        assertEquals("approximated", preflighted.report().verdict());
        assertEquals(0, preflighted.report().totals().refused());
    }

    @Test
    void aDamagedFileIsAFailureOfTheUser() throws IOException {
        String digest = blobs.put(Arrays.copyOf(file, file.length / 2));
        WorkFailedException failed = assertThrows(
                WorkFailedException.class,
                () -> handler.handle(new CheckModel("m", digest), (stage, done, total) -> {}));
        assertEquals("malformed-nir", failed.failure().code());
    }

    @Test
    void itIsCompiledForSamplesOfManyTicks() throws IOException {
        ImportSettings settings = new ImportSettings(0.001, "as-defined", "mean", ImportSettings.PER_TICK, 1.0);
        ModelConverted converted = convert(settings);
        CoreProgram program = CoreProgramFile.read(blobs.read(converted.programDigest()));
        assertTrue(program.input().perTick());
        assertEquals(20, program.timeSteps());
        assertEquals(List.of(), List.copyOf(warningsOf(converted, "nir.dt")));
    }

    @Test
    void aGuessedTickIsAWarning() throws IOException {
        assertEquals(1, warningsOf(convert(null), "nir.dt").size());
    }

    @Test
    void aTickLongerThanATimeConstantIsRefusedAtEachNode() throws IOException {
        ImportSettings settings = new ImportSettings(1.0, "as-defined", "mean", ImportSettings.HELD, 1.0);
        WorkFailedException failed = assertThrows(WorkFailedException.class, () -> convert(settings));
        assertEquals("unsupported-nir", failed.failure().code());
        assertEquals(2, failed.failure().problems().size());
    }

    private ModelConverted convert(@Nullable ImportSettings nir) throws IOException {
        ConversionSettings settings = new ConversionSettings("rate", 20, "generic", 16, 0, "auto").withNir(nir);
        return (ModelConverted) handler.handle(
                new ConvertModel("c", blobs.put(file), "rec", null, settings), (stage, done, total) -> {});
    }

    private static List<String> warningsOf(ModelConverted converted, String about) {
        return converted.summary().warnings().stream()
                .filter(warning -> warning.contains(about))
                .toList();
    }
}
