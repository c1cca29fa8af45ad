package io.aisynapse.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.standalone.FreePort;
import io.aisynapse.standalone.Standalone;
import io.aisynapse.standalone.StandaloneSettings;
import io.aisynapse.standalone.client.ApiClient;
import io.aisynapse.system.tidy.Repository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The running service keeps what openapi/openapi.yaml promises, as schemathesis sees it. */
@Timeout(400)
class ContractTest {
    private static final int LIMIT_SECONDS = 300;
    private static final int EXAMPLES = 20;

    @TempDir
    Path folder;

    @Test
    void theServiceKeepsItsContract() throws Exception {
        Path root = Repository.here().root();
        Path tester = root.resolve("target/contract-venv/bin/schemathesis");
        assertTrue(Files.isExecutable(tester), "the contract tester is missing: ./synapse test installs it");
        StandaloneSettings settings = new StandaloneSettings(folder, FreePort.choose(), 1, 1, "vector");
        try (Standalone service = Standalone.start(settings)) {
            ApiClient administrator =
                    new ApiClient(service.address(), service.secrets().adminToken());
            String key = administrator
                    .post("/v1/keys", Map.of("name", "contract"))
                    .orThrow()
                    .text("key");
            Path report = root.resolve("target/contract.log");
            assertEquals(0, run(tester, service, key, report), () -> "the contract is broken, see " + report);
        }
    }

    private int run(Path tester, Standalone service, String key, Path report) throws Exception {
        Process process = new ProcessBuilder(List.of(
                        tester.toString(),
                        "run",
                        service.address().resolve("/openapi.yaml").toString(),
                        "--url",
                        service.address().toString(),
                        "--header",
                        "Authorization: Bearer " + key,
                        "--seed",
                        "1",
                        "--max-examples",
                        Integer.toString(EXAMPLES),
                        "--request-timeout",
                        "20",
                        "--no-color"))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(report.toFile())
                .start();
        try {
            assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), "the contract tester does not end");
            return process.exitValue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
