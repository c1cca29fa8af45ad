package io.aisynapse.standalone.sweep;

import io.aisynapse.protocol.work.ProtocolJson;
import io.aisynapse.standalone.client.ApiAnswer;
import io.aisynapse.standalone.client.ApiClient;
import io.aisynapse.standalone.client.JobFollower;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Sends a model, its data and a chip to a service, sweeps there, and prints the table when all jobs are over. */
public final class SweepRun {
    private final ApiClient client;
    private final SweepOrder order;
    private final PrintStream out;
    private final PrintStream progress;

    /**
     * @param out for the table
     * @param progress for a line a value
     */
    public SweepRun(ApiClient client, SweepOrder order, PrintStream out, PrintStream progress) {
        this.client = client;
        this.order = order;
        this.out = out;
        this.progress = progress;
    }

    /** Returns whether any value of the figure led to answers. */
    public boolean run() throws IOException {
        String path = "/v1/sweeps/" + start();
        JsonNode started = client.get(path).orThrow().body();
        for (JsonNode row : started.path("rows")) {
            String job = row.path("job_id").asString("");
            if (!job.isEmpty()) {
                progress.println(order.field() + " = " + row.path("value").asString());
                new JobFollower(client, job).follow(_ -> {});
            }
        }
        JsonNode sweep = client.get(path).orThrow().body();
        SweepTable.print(sweep, out);
        if (order.json() != null) {
            Files.writeString(order.json(), ProtocolJson.mapper().writeValueAsString(sweep) + "\n");
        }
        return sweep.path("rows")
                .valueStream()
                .anyMatch(row -> row.path("figures").isObject());
    }

    private String start() throws IOException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model_id", uploaded("/v1/models", Map.of("name", name(order.model())), order.model()));
        body.put("dataset_id", dataset(order.data()));
        if (order.calibration() != null) {
            body.put("calibration_dataset_id", dataset(order.calibration()));
        }
        body.put("chip", chip());
        body.put("field", order.field());
        body.put("values", order.values());
        body.put("scheme", order.scheme());
        body.put("time_steps", order.timeSteps());
        return client.post("/v1/sweeps", body).orThrow().text("id");
    }

    private String dataset(Path file) throws IOException {
        Map<String, String> query = new LinkedHashMap<>(Map.of("name", name(file), "inputs", order.inputs()));
        @Nullable String labels = order.labels();
        if (labels != null) {
            query.put("labels", labels);
        }
        return uploaded("/v1/datasets", query, file);
    }

    private String uploaded(String path, Map<String, String> query, Path file) throws IOException {
        return client.upload(path, query, Files.readAllBytes(file)).orThrow().text("id");
    }

    private String chip() throws IOException {
        if (!order.isChipFile()) {
            return order.chip();
        }
        ApiAnswer kept = client.uploadYaml("/v1/chips", Files.readString(Path.of(order.chip())));
        return kept.orThrow().text("name");
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
