package io.aisynapse.api.job;

import io.aisynapse.api.ApiSettings;
import io.aisynapse.api.event.ChangeBell;
import io.aisynapse.api.event.JobEvent;
import io.aisynapse.api.event.JobEvents;
import io.aisynapse.api.problem.ProblemException;
import io.aisynapse.protocol.work.ProtocolJson;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * A job's events as server-sent events, written by the request's own virtual thread. The id of each is its number in
 * the database, so a client that comes back with {@code Last-Event-ID} misses none and sees none twice.
 */
@Component
class EventStream {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final JobEvents events;
    private final ChangeBell bell;
    private final Clock clock;
    private final ApiSettings.Timing timing;
    private final Semaphore room;

    EventStream(JobEvents events, ChangeBell bell, Clock clock, ApiSettings settings) {
        this.events = events;
        this.bell = bell;
        this.clock = clock;
        this.timing = settings.timing();
        this.room = new Semaphore(settings.limits().eventStreams());
    }

    /** Returns after the last event, when the client is gone, or when the stream has lasted its longest. */
    void write(UUID tenantId, UUID jobId, long after, HttpServletResponse response)
            throws IOException, InterruptedException {
        if (!room.tryAcquire()) {
            throw new ProblemException(
                            HttpStatus.SERVICE_UNAVAILABLE, "too-many-streams", "Too many event streams are open.")
                    .withHeader("Retry-After", "5");
        }
        try (ChangeBell.Listening listening = bell.listen(jobId)) {
            response.setContentType("text/event-stream");
            response.setCharacterEncoding("UTF-8");
            response.setHeader("Cache-Control", "no-store");
            follow(tenantId, jobId, after, listening, response.getOutputStream());
        } finally {
            room.release();
        }
    }

    private void follow(UUID tenantId, UUID jobId, long after, ChangeBell.Listening listening, OutputStream out)
            throws IOException, InterruptedException {
        Instant end = clock.instant().plus(timing.streamLongest());
        Instant lastWritten = clock.instant();
        long sequence = after;
        out.write(": events of job %s\n\n".formatted(jobId).getBytes(StandardCharsets.UTF_8));
        out.flush();
        while (clock.instant().isBefore(end)) {
            List<JobEvent> next = events.after(tenantId, jobId, sequence);
            for (JobEvent event : next) {
                out.write(text(event).getBytes(StandardCharsets.UTF_8));
                sequence = event.sequence();
            }
            if (!next.isEmpty()) {
                out.flush();
                lastWritten = clock.instant();
                if (JobEvents.isLast(next.getLast())) {
                    return;
                }
                continue;
            }
            if (sequence == after && events.isOver(tenantId, jobId, sequence)) {
                return;
            }
            if (Duration.between(lastWritten, clock.instant()).compareTo(timing.streamCommentEvery()) >= 0) {
                out.write(": still here\n\n".getBytes(StandardCharsets.UTF_8));
                out.flush();
                lastWritten = clock.instant();
            }
            listening.await(LOOK_EVERY);
        }
    }

    private static String text(JobEvent event) {
        return "id: %d\nevent: %s\ndata: %s\n\n"
                .formatted(event.sequence(), event.type(), ProtocolJson.mapper().writeValueAsString(event));
    }
}
