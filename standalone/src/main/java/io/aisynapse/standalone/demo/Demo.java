package io.aisynapse.standalone.demo;

import io.aisynapse.protocol.state.JobState;
import io.aisynapse.protocol.work.ProtocolJson;
import io.aisynapse.standalone.client.ApiAnswer;
import io.aisynapse.standalone.client.ApiClient;
import io.aisynapse.standalone.client.JobFollower;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Uploads a trained digit classifier and real digits, has them run as a spiking network, and says what came out. What
 * an earlier run made in the same data folder is used again, also when that run was killed half way.
 */
public final class Demo {
    private static final int CALIBRATION_DIGITS = 256;
    private static final int TIME_STEPS = 32;
    private static final String CHIP = "loihi-1";

    private final ApiClient administrator;
    private final Settings settings;
    private final PrintStream out;
    private final ProgressDisplay progress;

    /**
     * @param stateFile where the demo remembers what it made
     * @param digits how many test digits a new job gets
     * @param again whether to run a new job although there is a finished one
     * @param json where to write the figures, or null
     * @param terminal whether the output is a terminal that can rewrite its line
     */
    public record Settings(
            Path stateFile,
            int digits,
            boolean again,
            @Nullable Path json,
            boolean terminal) {}

    /** @param administrator a client that holds the administrator's token */
    public Demo(ApiClient administrator, Settings settings, PrintStream out) {
        this.administrator = administrator;
        this.settings = settings;
        this.out = out;
        this.progress = new ProgressDisplay(out, settings.terminal());
    }

    /** Returns whether the job succeeded. */
    public boolean run() throws IOException {
        DemoState state = DemoState.read(settings.stateFile());
        boolean newKey = !state.has(DemoState.KEY);
        ApiClient client = administrator.withKey(key(state));
        boolean kept = isKept(client, state);
        out.println();
        out.println(
                kept
                        ? "The demo ran here before: its model, job and results again (--again runs a new job)."
                        : "The demo: a trained digit classifier becomes a spiking network and reads real digits.");
        if (newKey) {
            progress.done(
                    "key", "an API key of its own, in " + settings.stateFile().getFileName());
        }
        JsonNode model = model(client, state);
        JsonNode job = job(client, state, kept);
        boolean succeeded = "SUCCEEDED".equals(job.path("state").asString());
        if (succeeded) {
            report(client, state, model, job);
        } else {
            out.println("The job ended as " + job.path("state").asString() + ": "
                    + job.path("failure").path("message").asString("no reason given") + ".");
        }
        return succeeded;
    }

    private boolean isKept(ApiClient client, DemoState state) throws IOException {
        if (state.has(DemoState.JOB) && (settings.again() || hasFailed(client, state))) {
            state.forget(DemoState.JOB);
            state.forget(DemoState.DIGITS);
        }
        return state.has(DemoState.JOB);
    }

    private static boolean hasFailed(ApiClient client, DemoState state) throws IOException {
        ApiAnswer job = client.get("/v1/jobs/" + state.get(DemoState.JOB)).orThrow();
        JobState reached = JobState.valueOf(job.text("state"));
        return reached.isFinal() && reached != JobState.SUCCEEDED;
    }

    private String key(DemoState state) throws IOException {
        String kept = state.get(DemoState.KEY);
        if (kept != null) {
            return kept;
        }
        ApiAnswer answer =
                administrator.post("/v1/keys", Map.of("name", "demo")).orThrow();
        state.put(DemoState.KEY, answer.text("key"));
        return answer.text("key");
    }

    private JsonNode model(ApiClient client, DemoState state) throws IOException {
        if (!state.has(DemoState.MODEL)) {
            byte[] bytes = DemoData.model();
            ApiAnswer answer = client.upload("/v1/models", Map.of("name", DemoData.MODEL_NAME), bytes)
                    .orThrow();
            state.put(DemoState.MODEL, answer.text("id"));
            progress.done("upload", "%s.onnx, %,d KiB".formatted(DemoData.MODEL_NAME, bytes.length >> 10));
        }
        return client.get("/v1/models/" + state.get(DemoState.MODEL)).orThrow().body();
    }

    private JsonNode job(ApiClient client, DemoState state, boolean kept) throws IOException {
        if (!kept) {
            upload(client, state, DemoState.DIGITS, DemoData.testDigits(settings.digits()));
            upload(client, state, DemoState.CALIBRATION, DemoData.calibrationDigits(CALIBRATION_DIGITS));
            state.put(DemoState.JOB, submit(client, state));
        }
        String jobId = String.valueOf(state.get(DemoState.JOB));
        JsonNode job = new JobFollower(client, jobId).follow(event -> show(event, kept));
        progress.done("job", job.path("state").asString() + ", " + jobId);
        return job;
    }

    private void show(JsonNode event, boolean kept) {
        String type = event.path("type").asString();
        if (!kept && type.endsWith(".progress")) {
            String step = type.startsWith("conversion") ? "convert" : "run";
            String stage = event.path("stage").asString("");
            progress.show(
                    step,
                    stage,
                    event.path("done").asInt(0),
                    event.path("total").asInt(0));
        }
    }

    private void upload(ApiClient client, DemoState state, String name, byte[] npz) throws IOException {
        if (state.has(name)) {
            return;
        }
        boolean digits = name.equals(DemoState.DIGITS);
        Map<String, String> query = Map.of("name", digits ? "mnist-test-digits" : "mnist-calibration-digits");
        ApiAnswer answer = client.upload("/v1/datasets", query, npz).orThrow();
        state.put(name, answer.text("id"));
        progress.done(
                "upload",
                "%,d real digits%s"
                        .formatted(
                                answer.body().path("samples").asInt(),
                                digits ? ", labelled" : " to calibrate with, none of them among the others"));
    }

    private static String submit(ApiClient client, DemoState state) throws IOException {
        Map<String, Object> order = Map.of(
                "name",
                "demo",
                "model_id",
                String.valueOf(state.get(DemoState.MODEL)),
                "dataset_id",
                String.valueOf(state.get(DemoState.DIGITS)),
                "calibration_dataset_id",
                String.valueOf(state.get(DemoState.CALIBRATION)),
                "time_steps",
                TIME_STEPS,
                "chip",
                CHIP);
        return client.post("/v1/jobs", order).orThrow().text("id");
    }

    private void report(ApiClient client, DemoState state, JsonNode model, JsonNode job) throws IOException {
        new DemoTable(model, job).print(out);
        WhereToLook.print(out, client, state, job);
        Path json = settings.json();
        if (json != null) {
            Files.writeString(
                    json,
                    ProtocolJson.mapper()
                                    .writerWithDefaultPrettyPrinter()
                                    .writeValueAsString(DemoFigures.of(model, job))
                            + "\n");
            out.println("The figures are in " + json.toAbsolutePath() + ".");
        }
    }
}
