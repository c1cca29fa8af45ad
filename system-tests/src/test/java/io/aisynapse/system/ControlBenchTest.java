package io.aisynapse.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.protocol.array.NpyArray;
import io.aisynapse.protocol.work.ProtocolJson;
import io.aisynapse.standalone.demo.DemoData;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code bench control} as a user runs it, with a game for tests in place of Gymnasium. */
@Timeout(300)
class ControlBenchTest {
    private static final int DIGITS = 40;
    private static final String MANIFEST = """
            {"models":[{"name":"reader","file":"reader.onnx","npz":"reader.npz","task":"policy","action":"argmax",
            "obs_scale":null,"expect":"convert"}]}""";
    private static final String TASKS = """
            [{"name":"reader","env":"reading","action":"argmax","episodes":4,"seed0":0,"max_frames":null}]""";

    @TempDir
    Path folder;

    @Test
    void aServiceOfItsOwnAnswersForTheSpikingPolicy() throws Exception {
        Files.write(folder.resolve("reader.onnx"), DemoData.model());
        Files.writeString(folder.resolve("manifest.json"), MANIFEST);
        Files.writeString(folder.resolve("rl.json"), TASKS);
        Map<String, byte[]> test = arrays(DemoData.testDigits(DIGITS));
        Map<String, byte[]> calibration = arrays(DemoData.calibrationDigits(Trial.CALIBRATION_DIGITS));
        writeArrays(test.get("x.npy"), calibration.get("x.npy"));
        Path python = game(test);
        Path lines = folder.resolve("lines.json");
        List<String> command = List.of(
                "bench",
                "control",
                "--models",
                folder.toString(),
                "--schemes",
                "differential",
                "--steps",
                "8",
                "--episodes",
                "4",
                "--python",
                python.toString(),
                "--json",
                lines.toString());
        try (JavaProcess process = JavaProcess.ofModule("standalone", command, Map.of(), folder.resolve("bench.log"))) {
            assertEquals(0, process.awaitExit(200), process.printed());
            assertTrue(process.printed().contains("within 2 %"), process.printed());
        }
        JsonNode line = ProtocolJson.mapper().readTree(Files.readString(lines));
        assertEquals(0, line.path("return_random").asDouble());
        assertTrue(line.path("return_original").asDouble() > 4, line::toString);
        assertTrue(line.path("return_spiking").asDouble() > 4, line::toString);
        assertTrue(line.path("spikes_per_decision").asDouble() > 10, line::toString);
    }

    private void writeArrays(byte[] test, byte[] calibration) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(folder.resolve("reader.npz")))) {
            zip.putNextEntry(new ZipEntry("test_obs.npy"));
            zip.write(test);
            zip.putNextEntry(new ZipEntry("calib_obs.npy"));
            zip.write(calibration);
            zip.putNextEntry(new ZipEntry("y_ref.npy"));
            NpyArray.writeFloatRows(zip, new float[1][10], 10);
        }
    }

    /** Writes the game and a program that plays it in Python's place. */
    private Path game(Map<String, byte[]> test) throws IOException {
        float[][] pixels = NpyArray.readFloatRows(new ByteArrayInputStream(test.get("x.npy")), 0, DIGITS);
        long[] labels = NpyArray.readLongs(new ByteArrayInputStream(test.get("y.npy")), 0, DIGITS);
        try (var out = Files.newOutputStream(folder.resolve("digits.f32"))) {
            for (float[] digit : pixels) {
                out.write(NpyArray.bytesOf(digit, digit.length));
            }
        }
        byte[] small = new byte[DIGITS];
        for (int i = 0; i < DIGITS; i++) {
            small[i] = (byte) labels[i];
        }
        Files.write(folder.resolve("labels.u8"), small);
        try (InputStream game = ControlBenchTest.class.getResourceAsStream("/control/reading_game.py")) {
            Files.copy(game, folder.resolve("game.py"), StandardCopyOption.REPLACE_EXISTING);
        }
        Path python = Files.writeString(
                folder.resolve("python"), "#!/bin/sh\nexec python3 -I \"$(dirname \"$0\")/game.py\" \"$4\"\n");
        assertTrue(python.toFile().setExecutable(true));
        return python;
    }

    private static Map<String, byte[]> arrays(byte[] npz) throws IOException {
        Map<String, byte[]> arrays = new HashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(npz))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                arrays.put(entry.getName(), zip.readAllBytes());
            }
        }
        return arrays;
    }
}
