package io.aisynapse.standalone.bench.control;

import io.aisynapse.converter.ConversionTarget;
import io.aisynapse.core.ann.AnnGraph.ModelOutput;
import io.aisynapse.protocol.array.NpyArray;
import io.aisynapse.standalone.bench.PolicyModel;
import io.aisynapse.standalone.client.ApiAnswer;
import io.aisynapse.standalone.client.ApiClient;
import io.aisynapse.standalone.client.JobFollower;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A spiking policy that a running service answers for: the observations of a step are a dataset, its answers the
 * results of a job over it. All episodes that are still going share a job.
 */
final class ServicePolicy implements Policy {
    private static final int SHARD_SAMPLES = 4096;

    private final ApiClient client;
    private final Uploaded uploaded;
    private final ConversionTarget target;
    private final ModelOutput part;
    private long spikes;
    private long decisions;

    /** @param part of an answer that holds the action */
    ServicePolicy(ApiClient client, Uploaded uploaded, ConversionTarget target, ModelOutput part) {
        this.client = client;
        this.uploaded = uploaded;
        this.target = target;
        this.part = part;
    }

    /** A policy and its calibration observations, as the service keeps them. */
    record Uploaded(String model, String calibration) {
        static Uploaded of(ApiClient client, PolicyModel policy) throws IOException {
            String model = client.upload("/v1/models", Map.of("name", policy.name()), policy.onnx())
                    .orThrow()
                    .text("id");
            return new Uploaded(model, dataset(client, policy.name() + "-calibration", policy.calibration()));
        }
    }

    @Override
    public float[][] answer(float[][] observations) throws IOException {
        JsonNode results = results(dataset(client, "observations", observations));
        JsonNode outputs = results.path("outputs");
        float[][] rows = new float[observations.length][part.size()];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < part.size(); j++) {
                rows[i][j] = (float) outputs.path(i).path(part.from() + j).asDouble();
            }
            spikes += results.path("spikes").path(i).asLong();
        }
        decisions += rows.length;
        return rows;
    }

    private JsonNode results(String dataset) throws IOException {
        Map<String, Object> order = new LinkedHashMap<>();
        order.put("model_id", uploaded.model());
        order.put("dataset_id", dataset);
        order.put("calibration_dataset_id", uploaded.calibration());
        order.put("scheme", target.scheme().text());
        order.put("time_steps", target.timeSteps());
        order.put("chip", target.chip().name());
        order.put("shard_samples", SHARD_SAMPLES);
        String id = client.post("/v1/jobs", order).orThrow().text("id");
        JsonNode job = new JobFollower(client, id).follow(_ -> {});
        if (!"SUCCEEDED".equals(job.path("state").asString())) {
            throw new JobEndedException(job.path("state").asString(), reason(job.path("failure")));
        }
        return client.get("/v1/jobs/" + id + "/results").orThrow().body();
    }

    private static String reason(JsonNode failure) {
        JsonNode findings = failure.path("errors");
        return findings.isEmpty() ? failure.path("message").asString("no reason given") : ApiAnswer.firstOf(findings);
    }

    private static String dataset(ApiClient client, String name, float[][] rows) throws IOException {
        ByteArrayOutputStream npy = new ByteArrayOutputStream();
        NpyArray.writeFloatRows(npy, rows, rows[0].length);
        return client.upload("/v1/datasets", Map.of("name", name), npy.toByteArray())
                .orThrow()
                .text("id");
    }

    /** Mean over all answers so far. */
    double spikesPerDecision() {
        return spikes / (double) Math.max(1, decisions);
    }
}
