package io.aisynapse.system;

import io.aisynapse.standalone.client.ApiAnswer;
import io.aisynapse.standalone.client.ApiClient;
import io.aisynapse.standalone.client.JobFollower;
import io.aisynapse.standalone.demo.DemoData;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The main job through the public API of some running service: LeNet-5 reads real digits. */
final class Trial {
    static final int CALIBRATION_DIGITS = 64;
    static final int RECORDED_DIGITS = 40;

    private final ApiClient client;
    private final String key;
    private final String modelId;

    private Trial(ApiClient client, String key, String modelId) {
        this.client = client;
        this.key = key;
        this.modelId = modelId;
    }

    /** Creates a key and uploads the model. */
    static Trial at(URI address, String adminToken) throws IOException {
        ApiClient administrator = new ApiClient(address, adminToken);
        String key = administrator
                .post("/v1/keys", Map.of("name", "system-test"))
                .orThrow()
                .text("key");
        ApiClient client = administrator.withKey(key);
        ApiAnswer model = client.upload("/v1/models", Map.of("name", "lenet5"), DemoData.model())
                .orThrow();
        return new Trial(client, key, model.text("id"));
    }

    ApiClient client() {
        return client;
    }

    String key() {
        return key;
    }

    String modelId() {
        return modelId;
    }

    /** Submits a job over this many digits and returns its id. */
    String submit(int digits, int shardSamples) throws IOException {
        Map<String, Object> order = new HashMap<>();
        order.put("model_id", modelId);
        order.put("dataset_id", dataset(DemoData.testDigits(digits)));
        order.put("calibration_dataset_id", dataset(DemoData.calibrationDigits(CALIBRATION_DIGITS)));
        order.put("shard_samples", shardSamples);
        order.put("time_steps", 32);
        order.put("record", Map.of("core_activity", true, "samples", RECORDED_DIGITS));
        return client.post("/v1/jobs", order).orThrow().text("id");
    }

    String dataset(byte[] npz) throws IOException {
        return client.upload("/v1/datasets", Map.of("name", "digits"), npz)
                .orThrow()
                .text("id");
    }

    /** Waits for the job's end and returns it; it must have succeeded. */
    JsonNode finish(String jobId) throws IOException {
        return finish(jobId, _ -> {});
    }

    JsonNode finish(String jobId, Consumer<JsonNode> events) throws IOException {
        JsonNode job = new JobFollower(client, jobId).follow(events);
        if (!"SUCCEEDED".equals(job.path("state").asString())) {
            throw new AssertionError("the job ended as " + job);
        }
        return job;
    }

    /** Of the results and of the recordings. */
    static String digest(@Nullable JsonNode job) {
        String results = job == null ? "" : job.path("result_digest").asString("");
        String recordings = job == null ? "" : job.path("recordings_digest").asString("");
        if (results.isEmpty() || recordings.isEmpty()) {
            throw new AssertionError("a digest is missing in " + job);
        }
        return results + " " + recordings;
    }
}
