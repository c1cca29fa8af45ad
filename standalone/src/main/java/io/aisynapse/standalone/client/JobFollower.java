package io.aisynapse.standalone.client;

import io.aisynapse.protocol.state.JobState;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Follows a job by its server-sent events; a broken connection is taken up again where it ended. */
public final class JobFollower {
    private static final int RECONNECTIONS_LIMIT = 20;

    private final ApiClient client;
    private final String jobPath;
    private long lastSequence;

    public JobFollower(ApiClient client, String jobId) {
        this.client = client;
        this.jobPath = "/v1/jobs/" + jobId;
    }

    /** Hands on every event once, in order, until the job has ended; returns the job as it then is. */
    public JsonNode follow(Consumer<JsonNode> listener) throws IOException {
        IOException last = new IOException("the events of " + jobPath + " ended before the job did");
        for (int connection = 0; connection < RECONNECTIONS_LIMIT; connection++) {
            try {
                readToTheEnd(listener);
            } catch (ApiProblemException e) {
                throw e;
            } catch (IOException e) {
                last = e;
            }
            JsonNode job = client.get(jobPath).orThrow().body();
            if (JobState.valueOf(job.path("state").asString()).isFinal()) {
                return job;
            }
        }
        throw last;
    }

    private void readToTheEnd(Consumer<JsonNode> listener) throws IOException {
        try (EventStream events = client.events(jobPath + "/events", lastSequence)) {
            for (@Nullable JsonNode event = events.next(); event != null; event = events.next()) {
                long sequence = event.path("sequence").asLong(lastSequence + 1);
                if (sequence > lastSequence) {
                    lastSequence = sequence;
                    listener.accept(event);
                }
            }
        }
    }
}
