package io.aisynapse.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.aisynapse.converter.CalibrationSet;
import io.aisynapse.converter.ConversionTarget;
import io.aisynapse.converter.ConvertedModel;
import io.aisynapse.converter.Partition;
import io.aisynapse.converter.PreparedModel;
import io.aisynapse.converter.nir.Exchange;
import io.aisynapse.protocol.work.ProtocolJson;
import io.aisynapse.test.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * A converted network in other tools, by {@code benchmarks/nir/verify_nir.py}. It fetches torch and the tools,
 * 6 GB, and so runs only with {@code -Dnir.backends=true}; it is skipped as well where they cannot be installed.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class OtherToolsTest {
    private static final int CANNOT_INSTALL = 3;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "sinabs, 'soft reset, several spikes a tick', 0.005, 0.97",
        "norse, hard reset, 0.15, 0",
        "snntorch, 'soft reset, keeps 90 % a tick', 0.15, 0"
    })
    void aConvertedNetworkSpikesThereAsItsCompanionSaysWhereTheNeuronIsOurs(
            String backend, String neuron, double deviation, double sameSpikes) throws Exception {
        assumeTrue(Boolean.getBoolean("nir.backends"), "other tools are fetched and run with -Dnir.backends=true only");
        writeFiles();
        Path figures = folder.resolve("figures.json");
        int status = run(backend, figures);
        assumeTrue(status != CANNOT_INSTALL, backend + " cannot be installed here");
        assertEquals(0, status, Files.readString(folder.resolve("log.txt")));
        JsonNode result = ProtocolJson.mapper().readTree(Files.readAllBytes(figures));
        assertEquals(neuron, result.get("neuron").asString());
        assertTrue(result.get("layers").size() > 0);
        for (JsonNode layer : result.get("layers")) {
            assertTrue(Math.abs(layer.get("deviation").asDouble()) <= deviation, layer.toString());
            assertTrue(layer.get("same_spikes").asDouble() >= sameSpikes, layer.toString());
        }
    }

    private void writeFiles() throws IOException {
        TrainedModel model = TrainedModel.DIGITS_SKLEARN_RELU;
        float[][] samples = model.calibrationSamples(64);
        ConversionTarget target = ConversionTarget.named("rate", 32, "generic");
        PreparedModel prepared = PreparedModel.prepare(
                model.onnx(),
                new Partition(target.scheme(), false),
                _ -> CalibrationSet.of(samples, null, "digits"),
                _ -> {});
        ConvertedModel converted = prepared.convert(target, _ -> {});
        Exchange exchange = Exchange.of(prepared, converted, new LinkedHashMap<>(), 1);
        Files.write(folder.resolve("network.nir"), Objects.requireNonNull(exchange.network()));
        Files.write(folder.resolve("expected.nirdata"), Objects.requireNonNull(exchange.expected()));
    }

    private int run(String backend, Path figures) throws IOException, InterruptedException {
        Path script = Path.of("..", "benchmarks", "nir", "verify_nir.py").toAbsolutePath();
        Process process = new ProcessBuilder(
                        "python3",
                        script.toString(),
                        backend,
                        folder.resolve("network.nir").toString(),
                        folder.resolve("expected.nirdata").toString(),
                        "--json",
                        figures.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log.txt").toFile())
                .start();
        return process.waitFor();
    }
}
