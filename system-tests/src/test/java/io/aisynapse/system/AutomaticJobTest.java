package io.aisynapse.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.standalone.FreePort;
import io.aisynapse.standalone.Standalone;
import io.aisynapse.standalone.StandaloneSettings;
import io.aisynapse.standalone.client.ApiClient;
import io.aisynapse.standalone.demo.DemoData;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A job that leaves scheme, T and chip to the service and ends samples early, over the real parts. */
@Timeout(400)
class AutomaticJobTest {
    private static final int CALIBRATION_DIGITS = 300;
    private static final int DIGITS = 60;

    @TempDir
    Path folder;

    @Test
    void theServiceChoosesAndTheJobRunsWhatWasChosenWithTheSameBitsOnOneNodeAndTwo() throws Exception {
        JsonNode one = run("one", 1, 7);
        JsonNode two = run("two", 2, 16);
        assertEquals(Trial.digest(one), Trial.digest(two));
        assertEquals(one.at("/summary/against_time"), two.at("/summary/against_time"));
        assertEquals(one.at("/summary/mean_ticks"), two.at("/summary/mean_ticks"));
    }

    private JsonNode run(String name, int nodes, int shardSamples) throws Exception {
        StandaloneSettings settings =
                new StandaloneSettings(folder.resolve(name), FreePort.choose(), nodes, 1, "vector");
        try (Standalone service = Standalone.start(settings)) {
            Trial trial = Trial.at(service.address(), service.secrets().adminToken());
            JsonNode job = trial.finish(submit(trial, shardSamples));
            check(trial.client(), job);
            return job;
        }
    }

    private static String submit(Trial trial, int shardSamples) throws Exception {
        Map<String, Object> order = new HashMap<>();
        order.put("model_id", trial.modelId());
        order.put("dataset_id", dataset(trial.client(), DIGITS));
        order.put("calibration_dataset_id", dataset(trial.client(), CALIBRATION_DIGITS));
        order.put("shard_samples", shardSamples);
        order.put("scheme", "auto");
        order.put("max_accuracy_drop", 3);
        order.put(
                "candidates",
                Map.of(
                        "schemes", List.of("rate", "differential"),
                        "time_steps", List.of(4, 8),
                        "chips", List.of("generic")));
        order.put("early_exit_margin", 3);
        order.put("against_time", true);
        return trial.client().post("/v1/jobs", order).orThrow().text("id");
    }

    private static String dataset(ApiClient client, int digits) throws Exception {
        return client.upload("/v1/datasets", Map.of("name", "digits"), DemoData.testDigits(digits))
                .orThrow()
                .text("id");
    }

    private static void check(ApiClient client, JsonNode job) throws Exception {
        String id = job.path("conversion_id").asString();
        JsonNode conversion = client.get("/v1/conversions/" + id).orThrow().body();
        JsonNode choice = conversion.at("/summary/choice");
        assertTrue(choice.path("qualifies").asBoolean(), conversion::toString);
        assertEquals("generic", conversion.at("/settings/chip").asString());
        JsonNode report =
                client.get("/v1/conversions/" + id + "/report").orThrow().body();
        JsonNode table = report.at("/choice/candidates");
        assertEquals(4, table.size());
        JsonNode summary = job.path("summary");
        for (String member : List.of("scheme", "chip", "time_steps")) {
            assertEquals(conversion.at("/summary/" + member), summary.path(member), member);
            assertEquals(report.at("/choice/chosen/" + member), summary.path(member), member);
        }
        assertTrue(
                report.path("early_exit").size() > 3,
                () -> report.path("early_exit").toString());
        double mean = summary.path("mean_ticks").asDouble();
        assertTrue(mean >= 1 && mean < summary.path("time_steps").asInt(), summary::toString);
        JsonNode curve = summary.path("against_time");
        JsonNode last = curve.get(curve.size() - 1);
        assertEquals(summary.path("time_steps"), last.path("ticks"));
        assertEquals(summary.path("agreement"), last.path("agreement"));
        JsonNode ticks = client.get("/v1/jobs/" + job.path("id").asString() + "/results")
                .orThrow()
                .body()
                .path("exit_ticks");
        assertEquals(DIGITS, ticks.size());
        assertEquals(
                mean, ticks.valueStream().mapToInt(JsonNode::asInt).average().orElseThrow(), 1e-9);
    }
}
