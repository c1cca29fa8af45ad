package io.aisynapse.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.standalone.FreePort;
import io.aisynapse.standalone.Standalone;
import io.aisynapse.standalone.StandaloneSettings;
import io.aisynapse.standalone.client.ApiAnswer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The main job in one JVM over the real parts: an ONNX model goes in, answers of a spiking network come out. */
@Timeout(300)
class MainJobTest {
    static final int DIGITS = 120;
    static final int SHARD_SAMPLES = 16;

    @TempDir
    Path folder;

    @Test
    void theSameJobGivesTheSameBitsHoweverManyNodesThreadsAndWhateverKernels() throws Exception {
        String expected;
        try (Standalone one = start("one", 1, 1, "vector")) {
            expected = Trial.digest(run(one));
        }
        try (Standalone two = start("two", 2, 2, "scalar")) {
            assertEquals(expected, Trial.digest(run(two)));
        }
        try (Standalone three = start("three", 3, 1, "vector")) {
            assertEquals(expected, Trial.digest(run(three)));
        }
    }

    @Test
    void modelJobAndResultsAreThereAfterARestartAndTheJobCanBeRunAgain() throws Exception {
        Trial trial;
        JsonNode before;
        String results;
        int port = FreePort.choose();
        try (Standalone first = start("kept", port)) {
            trial = Trial.at(first.address(), first.secrets().adminToken());
            before = trial.finish(trial.submit(DIGITS, SHARD_SAMPLES));
            results = results(trial, before);
        }
        try (Standalone _ = start("kept", port)) {
            String id = before.path("id").asString();
            assertEquals(before, trial.client().get("/v1/jobs/" + id).orThrow().body());
            assertEquals(results, results(trial, before));
            assertTrue(trial.client().get("/v1/models/" + trial.modelId()).isSuccess());
            assertEquals(Trial.digest(before), Trial.digest(trial.finish(trial.submit(DIGITS, SHARD_SAMPLES))));
        }
    }

    private static String results(Trial trial, JsonNode job) throws Exception {
        ApiAnswer answer = trial.client().get("/v1/jobs/" + job.path("id").asString() + "/results");
        return answer.orThrow().body().toString();
    }

    private static JsonNode run(Standalone service) throws Exception {
        Trial trial = Trial.at(service.address(), service.secrets().adminToken());
        JsonNode job = trial.finish(trial.submit(DIGITS, SHARD_SAMPLES));
        JsonNode summary = job.path("summary");
        assertEquals(DIGITS, summary.path("samples").asInt());
        assertTrue(summary.path("agreement").asDouble() >= 0.97, () -> "agreement in " + summary);
        assertTrue(summary.path("spikes").asLong() > 0, () -> "spikes in " + summary);
        return job;
    }

    private Standalone start(String name, int nodes, int threads, String kernels) throws Exception {
        return Standalone.start(
                new StandaloneSettings(folder.resolve(name), FreePort.choose(), nodes, threads, kernels));
    }

    private Standalone start(String name, int port) throws Exception {
        return Standalone.start(new StandaloneSettings(folder.resolve(name), port, 1, 1, "vector"));
    }
}
