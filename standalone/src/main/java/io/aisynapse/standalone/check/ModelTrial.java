package io.aisynapse.standalone.check;

import io.aisynapse.protocol.array.NpyArray;
import io.aisynapse.standalone.client.ApiAnswer;
import io.aisynapse.standalone.client.ApiClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/** Converts a model that the gate let pass, calibrated with a few made-up samples, and clears up behind itself. */
final class ModelTrial {
    private static final int SAMPLES = 8;
    private static final long SEED = 1;
    private static final int POLLS_LIMIT = 600;
    private static final long POLL_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final Set<String> UNSETTLED = Set.of("UPLOADING", "CHECKING", "QUEUED", "RUNNING");

    private final ApiClient client;

    ModelTrial(ApiClient client) {
        this.client = client;
    }

    /** @param mayFail whether a refusal during the conversion is as good as a success */
    Verdict of(ApiAnswer upload, boolean mayFail) throws IOException {
        String modelPath = "/v1/models/" + upload.text("id");
        try {
            ApiAnswer model = settled(modelPath);
            if (model.text("state").equals("REJECTED")) {
                return new Verdict(
                        mayFail,
                        upload.status(),
                        "REJECTED",
                        ApiAnswer.firstOf(model.body().path("findings")));
            }
            return convert(model, mayFail);
        } finally {
            client.delete(modelPath);
        }
    }

    private Verdict convert(ApiAnswer model, boolean mayFail) throws IOException {
        ApiAnswer dataset = client.upload("/v1/datasets", Map.of("name", "trial"), samples(model.body()))
                .orThrow();
        try {
            ApiAnswer asked = client.post(
                    "/v1/models/" + model.text("id") + "/conversions",
                    Map.of("calibration_dataset_id", dataset.text("id")));
            if (!asked.isSuccess()) {
                return Verdict.of(mayFail && asked.isProblem(), asked);
            }
            return outcome(settled("/v1/conversions/" + asked.text("id")), mayFail);
        } finally {
            client.delete("/v1/datasets/" + dataset.text("id"));
        }
    }

    private static Verdict outcome(ApiAnswer conversion, boolean mayFail) {
        boolean ready = conversion.text("state").equals("READY");
        JsonNode failure = conversion.body().path("failure");
        String code = ready ? "READY" : failure.path("code").asString(conversion.text("state"));
        String finding = ready ? "" : ApiAnswer.firstOf(failure.path("errors"));
        boolean refused = mayFail && !ready && !finding.isBlank();
        return new Verdict(ready || refused, conversion.status(), code, finding);
    }

    private ApiAnswer settled(String path) throws IOException {
        ApiAnswer answer = client.get(path).orThrow();
        for (int poll = 0; poll < POLLS_LIMIT && UNSETTLED.contains(answer.text("state")); poll++) {
            LockSupport.parkNanos(POLL_PAUSE_NANOS);
            answer = client.get(path).orThrow();
        }
        return answer;
    }

    private static byte[] samples(JsonNode model) throws IOException {
        List<Long> shape = new ArrayList<>();
        for (JsonNode dimension : model.path("summary").path("input_dimensions")) {
            shape.add(dimension.asLong());
        }
        long[] dimensions = shape.stream().mapToLong(Long::longValue).toArray();
        int width = (int) shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
        SplittableRandom random = new SplittableRandom(SEED);
        float[][] rows = new float[SAMPLES][width];
        for (float[] row : rows) {
            for (int i = 0; i < width; i++) {
                row[i] = (float) random.nextDouble();
            }
        }
        ByteArrayOutputStream npy = new ByteArrayOutputStream();
        NpyArray.writeFloatRows(npy, rows, dimensions);
        return npy.toByteArray();
    }
}
