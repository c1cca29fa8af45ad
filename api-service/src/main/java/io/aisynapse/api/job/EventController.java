package io.aisynapse.api.job;

import io.aisynapse.api.event.JobEvent;
import io.aisynapse.api.event.JobEvents;
import io.aisynapse.api.problem.ProblemException;
import io.aisynapse.api.security.Caller;
import io.aisynapse.api.web.Findings;
import io.aisynapse.api.web.Listed;
import io.aisynapse.api.web.ResourceIds;
import io.aisynapse.protocol.work.ProtocolJson;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** A job's events: as a stream, or for {@code Accept: application/json} as a list. */
@RestController
class EventController {
    private final Jobs jobs;
    private final JobEvents events;
    private final EventStream stream;

    EventController(Jobs jobs, JobEvents events, EventStream stream) {
        this.jobs = jobs;
        this.events = events;
        this.stream = stream;
    }

    @GetMapping("/v1/jobs/{id}/events")
    void events(
            @AuthenticationPrincipal Caller caller,
            @PathVariable String id,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException, InterruptedException {
        UUID jobId = ResourceIds.inPath(id, "job");
        jobs.view(caller.tenantId(), jobId);
        boolean asList = wantsList(request.getHeader("Accept"));
        long after = sequence(lastEventId);
        if (asList) {
            List<JobEvent> found = events.after(caller.tenantId(), jobId, after);
            response.setContentType(MediaType.APPLICATION_JSON_VALUE);
            response.getOutputStream().write(ProtocolJson.mapper().writeValueAsBytes(new Listed<>(found)));
        } else if (request.getMethod().equals("HEAD")) {
            response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
        } else {
            stream.write(caller.tenantId(), jobId, after, response);
        }
    }

    private static boolean wantsList(@Nullable String accept) {
        if (accept == null || accept.isBlank()) {
            return false;
        }
        try {
            for (MediaType type : MediaType.parseMediaTypes(accept)) {
                if (type.isCompatibleWith(MediaType.TEXT_EVENT_STREAM)) {
                    return false;
                }
                if (type.isCompatibleWith(MediaType.APPLICATION_JSON)) {
                    return true;
                }
            }
        } catch (InvalidMediaTypeException e) {
            throw notAcceptable();
        }
        throw notAcceptable();
    }

    private static ProblemException notAcceptable() {
        return new ProblemException(
                HttpStatus.NOT_ACCEPTABLE,
                "not-acceptable",
                "This address answers with text/event-stream or application/json.");
    }

    private static long sequence(@Nullable String lastEventId) {
        if (lastEventId == null) {
            return 0;
        }
        Findings findings = new Findings();
        if (!lastEventId.matches("\\d{1,18}")) {
            findings.badValue("Last-Event-ID", lastEventId, "the id of an event, which is a number");
        }
        findings.refuse("The header Last-Event-ID is not accepted.");
        return Long.parseLong(lastEventId);
    }
}
