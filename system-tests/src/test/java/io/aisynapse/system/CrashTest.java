package io.aisynapse.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.aisynapse.protocol.state.JobState;
import io.aisynapse.standalone.FreePort;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** SIGKILL in the middle of a job loses nothing. */
@Timeout(300)
class CrashTest {
    private static final int READY_SECONDS = 90;
    private static final int POLLS_LIMIT = 3_000;
    private static final int DIGITS = 2_000;
    private static final int SHARD_SAMPLES = 20;

    @TempDir
    Path folder;

    @Test
    void aServiceThatIsKilledWhileItWorksFinishesTheJobWhenItIsStartedAgain() throws Exception {
        int port = FreePort.choose();
        Trial trial;
        String jobId;
        try (JavaProcess first = serve(port, "first.log")) {
            trial = Trial.at(URI.create("http://127.0.0.1:" + port), adminToken());
            jobId = trial.submit(DIGITS, SHARD_SAMPLES);
            awaitSomeShards(trial, jobId);
            first.kill();
        }
        try (JavaProcess second = serve(port, "second.log")) {
            JsonNode job = trial.finish(jobId);
            assertEquals(DIGITS, job.path("summary").path("samples").asInt());
            String again = trial.submit(DIGITS, SHARD_SAMPLES);
            assertEquals(Trial.digest(job), Trial.digest(trial.finish(again)));
            second.terminate();
            assertEquals(143, second.awaitExit(60));
        }
        assertFalse(Files.exists(folder.resolve("data/postgres/postmaster.pid")), "PostgreSQL was left behind");
    }

    private static void awaitSomeShards(Trial trial, String jobId) throws IOException {
        for (int poll = 0; poll < POLLS_LIMIT; poll++) {
            JsonNode job = trial.client().get("/v1/jobs/" + jobId).orThrow().body();
            JobState state = JobState.valueOf(job.path("state").asString());
            if (state == JobState.RUNNING && job.path("progress").path("done").asInt() > 0) {
                return;
            }
            assertFalse(state.isFinal(), () -> "the job was over before the kill: " + job);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        throw new AssertionError("the job does not get to work");
    }

    private JavaProcess serve(int port, String log) throws IOException {
        List<String> arguments = List.of(
                "serve",
                "--port",
                Integer.toString(port),
                "--data",
                folder.resolve("data").toString());
        JavaProcess process = JavaProcess.ofModule("standalone", arguments, Map.of(), folder.resolve(log));
        process.awaitPrinted("is ready at", READY_SECONDS);
        return process;
    }

    private String adminToken() throws IOException {
        Properties secrets = new Properties();
        try (var reader = Files.newBufferedReader(folder.resolve("data/secrets.properties"))) {
            secrets.load(reader);
        }
        return secrets.getProperty("admin-token");
    }
}
