package io.aisynapse.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.standalone.FreePort;
import io.aisynapse.standalone.Standalone;
import io.aisynapse.standalone.StandaloneSettings;
import io.aisynapse.standalone.client.ApiAnswer;
import io.aisynapse.standalone.client.JobFollower;
import io.aisynapse.standalone.demo.DemoData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A user's chip from its upload over a run, a sweep and faults to its deletion, through the public API. */
class OwnChipTest {
    private static final int DIGITS = 4;
    private static final int TINY_CORES = 128;

    @TempDir
    Path folder;

    private Trial trial;
    private String dataset;

    @Test
    void anUploadedChipIsConvertedForSweptAndBroken() throws Exception {
        StandaloneSettings settings = new StandaloneSettings(folder, FreePort.choose(), 1, 1, "vector");
        try (Standalone service = Standalone.start(settings)) {
            trial = Trial.at(service.address(), service.secrets().adminToken());
            dataset = trial.dataset(DemoData.testDigits(DIGITS));
            refusesNonsense();
            upload();
            JsonNode own = runsOnIt();
            sweeps(own.at("/summary/cores").intValue());
            breaks(own.path("result_digest"));
            assertEquals(204, trial.client().delete("/v1/chips/tiny").status());
            assertEquals(404, trial.client().get("/v1/chips/tiny").status());
        }
    }

    private void refusesNonsense() throws IOException {
        ApiAnswer refused = trial.client()
                .post(
                        "/v1/chips",
                        Map.of(
                                "name",
                                "Bad",
                                "extends",
                                "loihi-1",
                                "limit",
                                Map.of("inputAxons", 0),
                                "mesh",
                                Map.of("rows", 0),
                                "cost",
                                Map.of("message", Map.of("picojoules", -1))));
        assertEquals(422, refused.status());
        List<String> places = refused.body()
                .path("errors")
                .valueStream()
                .map(error -> error.path("pointer").asString())
                .sorted()
                .toList();
        assertEquals(List.of("cost.message.picojoules", "limit.inputAxons", "mesh.rows", "name"), places);
    }

    private void upload() throws IOException {
        Map<String, Object> tiny = Map.of(
                "name",
                "tiny",
                "extends",
                "loihi-1",
                "limit",
                Map.of("neurons", 200, "synapseBytes", 16384),
                "mesh",
                Map.of("maxChips", 1));
        assertEquals(201, trial.client().post("/v1/chips", tiny).status());
        assertEquals(200, trial.client().post("/v1/chips", tiny).status());
        Map<String, Object> other = Map.of("name", "tiny", "extends", "generic");
        assertEquals(409, trial.client().post("/v1/chips", other).status());
        assertEquals(
                "own",
                trial.client()
                        .get("/v1/chips/tiny")
                        .orThrow()
                        .body()
                        .path("origin")
                        .asString());
        assertEquals(
                7, trial.client().get("/v1/chips").orThrow().body().path("data").size());
        assertTrue(trial.client().get("/v1/chips/schema").orThrow().body().has("$defs"));
    }

    private JsonNode runsOnIt() throws IOException {
        JsonNode own = run(Map.of("chip", "tiny"));
        JsonNode loihi = run(Map.of("chip", "loihi-1"));
        assertEquals("tiny", own.at("/summary/chip").asString());
        assertTrue(
                own.at("/summary/cores").intValue() > loihi.at("/summary/cores").intValue());
        assertEquals(loihi.path("result_digest"), own.path("result_digest"));
        return own;
    }

    private void sweeps(int ownCores) throws Exception {
        Map<String, Object> order = new HashMap<>(order());
        order.put("chip", "tiny");
        order.put("field", "precision.weightBits");
        order.put("values", List.of(1, 4));
        String id = trial.client().post("/v1/sweeps", order).orThrow().text("id");
        JsonNode sweep = trial.client().get("/v1/sweeps/" + id).orThrow().body();
        for (JsonNode row : sweep.path("rows")) {
            if (!row.path("job_id").isNull()) {
                new JobFollower(trial.client(), row.path("job_id").asString()).follow(_ -> {});
            }
        }
        sweep = trial.client().get("/v1/sweeps/" + id).orThrow().body();
        assertEquals("FINISHED", sweep.path("state").asString(), sweep.toString());
        assertEquals("REFUSED", sweep.at("/rows/0/state").asString());
        assertEquals(
                "precision.weightBits", sweep.at("/rows/0/errors/0/pointer").asString());
        int narrow = sweep.at("/rows/1/figures/cores").intValue();
        assertTrue(narrow > 0 && narrow < ownCores, sweep.toString());
        assertTrue(sweep.at("/rows/1/figures/energy_nj_per_sample").doubleValue() > 0);
        assertEquals(
                1,
                trial.client().get("/v1/sweeps").orThrow().body().path("data").size());
    }

    private void breaks(JsonNode sound) throws IOException {
        JsonNode dead = run(Map.of("chip", "tiny", "faults", Map.of("dead_core_count", 5, "dead_cores", List.of(0))));
        assertEquals(sound, dead.path("result_digest"));
        assertEquals(5, dead.at("/summary/faults/dead_core_count").intValue());
        Map<String, Object> faults =
                Map.of("seed", 1, "lost_spikes", 0.3, "stuck_silent", 0.1, "flipped_weight_bits", 0.01);
        JsonNode first = run(Map.of("chip", "tiny", "faults", faults));
        JsonNode again = run(Map.of("chip", "tiny", "faults", faults, "shard_samples", 3));
        Map<String, Object> reseeded = new HashMap<>(faults);
        reseeded.put("seed", 2);
        JsonNode other = run(Map.of("chip", "tiny", "faults", reseeded));
        assertEquals(first.path("result_digest"), again.path("result_digest"));
        assertNotEquals(first.path("result_digest"), other.path("result_digest"));
        assertNotEquals(first.path("result_digest"), sound);
        JsonNode refused = end(Map.of("chip", "tiny", "faults", Map.of("dead_core_count", TINY_CORES)));
        assertEquals("FAILED", refused.path("state").asString());
        assertEquals("does-not-fit", refused.at("/failure/code").asString());
    }

    private Map<String, Object> order() {
        return Map.of("model_id", trial.modelId(), "dataset_id", dataset, "time_steps", 4, "shard_samples", 4);
    }

    private JsonNode run(Map<String, Object> more) throws IOException {
        JsonNode job = end(more);
        assertEquals("SUCCEEDED", job.path("state").asString(), job.toString());
        return job;
    }

    private JsonNode end(Map<String, Object> more) throws IOException {
        Map<String, Object> order = new HashMap<>(order());
        order.putAll(more);
        String id = trial.client().post("/v1/jobs", order).orThrow().text("id");
        return new JobFollower(trial.client(), id).follow(_ -> {});
    }
}
