package io.aisynapse.standalone.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.protocol.work.ProtocolJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ConversionBenchTest {
    private static final String DIGITS = "{'name':'digits','file':'digits.onnx','task':'classification',"
            + "'data':{'file':'digits.npz'},'preprocess':{'kind':'unit','scale':0.0625},'expect':'convert'}";
    private static final String LOOP = "{'name':'loop','file':'loop.onnx','task':'classification',"
            + "'data':{'file':'digits.npz'},'preprocess':{'kind':'unit','scale':0.0625},'expect':'%s'}";
    private static final String NO_FILE = "{'name':'gone','file':'gone.onnx','task':'classification',"
            + "'data':{'file':'digits.npz'},'preprocess':{'kind':'unit','scale':0.0625},'expect':'refuse'}";

    @TempDir
    Path folder;

    private final ByteArrayOutputStream table = new ByteArrayOutputStream();

    @Test
    void everyModelSchemeAndNumberOfStepsHasALine() throws IOException {
        manifest(NO_FILE, LOOP.formatted("refuse"), DIGITS);
        assertEquals(0, bench(List.of("rate", "differential"), List.of(8, 16)));
        List<JsonNode> lines = lines();
        assertEquals(6, lines.size());
        assertEquals("failed", lines.get(0).path("verdict").asString());
        assertEquals("refused", lines.get(1).path("verdict").asString());
        assertTrue(lines.get(1).path("steps").isNull()
                && lines.get(1).path("scheme").isNull());
        assertTrue(lines.get(1).path("reason").asString().contains("Loop"), lines.get(1)::toString);
        JsonNode last = lines.get(5);
        assertEquals("differential", last.path("scheme").asString());
        assertEquals(16, last.path("steps").asInt());
        assertTrue(last.path("agreement").asDouble() > 0.98, last::toString);
        assertTrue(last.path("original").asDouble() > 0.95, last::toString);
        assertTrue(last.path("spikes").asDouble() > 0
                && last.path("synaptic_operations").asDouble() > 0);
        assertTrue(table.toString(StandardCharsets.UTF_8).contains("1 of 3 models converted"));
    }

    @Test
    void schemeAutoHasOneLineWithWhatItChose() throws IOException {
        manifest(DIGITS, LOOP.formatted("refuse"));
        assertEquals(0, bench(List.of("auto", "rate"), List.of(2, 4)));
        List<JsonNode> lines = lines();
        JsonNode chosen = lines.stream()
                .filter(line -> line.path("scheme").asString("").equals("auto"))
                .findFirst()
                .orElseThrow();
        assertEquals("converted", chosen.path("verdict").asString());
        assertTrue(Set.of(2, 4).contains(chosen.path("steps").asInt()), chosen::toString);
        assertTrue(chosen.path("agreement").asDouble() > 0.95, chosen::toString);
        assertTrue(chosen.path("candidates_tried").asInt() >= 5, chosen::toString);
        assertEquals(
                2,
                lines.stream()
                        .filter(line -> line.path("scheme").asString("").equals("rate"))
                        .count());
        assertTrue(lines.stream()
                .anyMatch(line -> line.path("model").asString().equals("loop")
                        && line.path("scheme").asString("").equals("auto")
                        && line.path("verdict").asString().equals("refused")));
        String printed = table.toString(StandardCharsets.UTF_8);
        assertTrue(printed.contains("auto chose " + chosen.path("chosen_scheme").asString()), printed);
    }

    @Test
    void aModelThatMustConvertAndDoesNotIsCounted() throws IOException {
        manifest(DIGITS, LOOP.formatted("convert"));
        assertEquals(1, bench(List.of("rate"), List.of(4)));
    }

    @Test
    void aSchemeThatIsRefusedForAllStepsHasOneLine() throws IOException {
        manifest(DIGITS);
        bench(List.of("rate"), List.of(9000, 9000));
        assertEquals(1, lines().size());
        assertEquals("refused", lines().getFirst().path("verdict").asString());
    }

    private int bench(List<String> schemes, List<Integer> steps) throws IOException {
        BenchSettings settings = new BenchSettings(
                folder, schemes, steps, Set.of(), 100, 64, "generic", 1, folder.resolve("lines.json"));
        return new ConversionBench(
                        settings,
                        new PrintStream(table, true, StandardCharsets.UTF_8),
                        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8))
                .run();
    }

    private List<JsonNode> lines() throws IOException {
        return Files.readAllLines(folder.resolve("lines.json")).stream()
                .map(line -> ProtocolJson.mapper().readTree(line))
                .toList();
    }

    private void manifest(String... models) throws IOException {
        copy("models/digits_sklearn_relu.onnx", "digits.onnx");
        copy("bad/op_loop.onnx", "loop.onnx");
        copy("datasets/digits.npz", "digits.npz");
        String text = "{'models':[" + String.join(",", models) + "]}";
        Files.writeString(folder.resolve("manifest.json"), text.replace('\'', '"'));
    }

    private void copy(String fixture, String name) throws IOException {
        try (InputStream in = ConversionBenchTest.class.getResourceAsStream("/fixtures/" + fixture)) {
            if (in == null) {
                throw new IllegalStateException("no fixture " + fixture);
            }
            Files.write(folder.resolve(name), in.readAllBytes());
        }
    }
}
