package io.aisynapse.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.standalone.FreePort;
import io.aisynapse.standalone.Standalone;
import io.aisynapse.standalone.StandaloneSettings;
import io.aisynapse.system.tidy.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The running service keeps what openapi/openapi.yaml promises, as schemathesis sees it. */
@Timeout(500)
class ContractTest {
    private static final int LIMIT_SECONDS = 200;
    private static final int EXAMPLES = 20;
    private static final List<String> ON_A_FINISHED_JOB = List.of(
            "getModel",
            "listArtefacts",
            "getArtefact",
            "getConversion",
            "getConversionReport",
            "getDataset",
            "getJob",
            "cancelJob",
            "getJobResults",
            "getJobRecordings",
            "getJobEvents",
            "getChip",
            "getChipSchema",
            "listChips",
            "getSweep");

    private final Path root = Repository.here().root();

    @TempDir
    Path folder;

    @Test
    void theServiceKeepsItsContractForAnyRequestAndForTheResourcesOfAFinishedJob() throws Exception {
        StandaloneSettings settings = new StandaloneSettings(folder, FreePort.choose(), 1, 1, "vector");
        try (Standalone service = Standalone.start(settings)) {
            Trial trial = Trial.at(service.address(), service.secrets().adminToken());
            JsonNode job = trial.finish(trial.submit(8, 4));
            List<String> some = new ArrayList<>(List.of("--phases", "examples,coverage,fuzzing"));
            for (String operation : ON_A_FINISHED_JOB) {
                some.addAll(List.of("--include-operation-id", operation));
            }
            Map<String, String> ids = ids(trial, job);
            hold(service, trial, "finished-job", some, ids);
            hold(service, trial, "anything", List.of(), ids);
        }
    }

    private static Map<String, String> ids(Trial trial, JsonNode job) throws IOException {
        return Map.of(
                "MODEL_ID", trial.modelId(),
                "JOB_ID", job.path("id").asString(),
                "DATASET_ID", job.path("dataset_id").asString(),
                "CONVERSION_ID", job.path("conversion_id").asString(),
                "SWEEP_ID", sweep(trial, job));
    }

    /** One with a value that fits and one that makes no sense. */
    private static String sweep(Trial trial, JsonNode job) throws IOException {
        Map<String, Object> order = Map.of(
                "model_id", trial.modelId(),
                "dataset_id", job.path("dataset_id").asString(),
                "time_steps", 4,
                "field", "precision.weightBits",
                "values", List.of(1, 8));
        return trial.client().post("/v1/sweeps", order).orThrow().text("id");
    }

    private void hold(
            Standalone service, Trial trial, String name, List<String> options, Map<String, String> environment)
            throws Exception {
        Path report = root.resolve("target/contract-" + name + ".log");
        List<String> command = new ArrayList<>(List.of(
                tester().toString(),
                "--config-file",
                root.resolve("system-tests/src/test/resources/contract/" + name + ".toml")
                        .toString(),
                "run",
                service.address().resolve("/openapi.yaml").toString(),
                "--url",
                service.address().toString(),
                "--header",
                "Authorization: Bearer " + trial.key(),
                "--seed",
                "1",
                "--max-examples",
                Integer.toString(EXAMPLES),
                "--request-timeout",
                "20",
                "--no-color"));
        command.addAll(options);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.environment().put("SYNAPSE_ADMIN_TOKEN", service.secrets().adminToken());
        assertEquals(0, run(builder, report), () -> "the contract is broken, see " + report);
    }

    private Path tester() {
        Path tester = root.resolve("target/contract-venv/bin/schemathesis");
        assertTrue(Files.isExecutable(tester), "the contract tester is missing: ./synapse test installs it");
        return tester;
    }

    private int run(ProcessBuilder builder, Path report) throws Exception {
        Process process = builder.directory(folder.toFile())
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
