package io.aisynapse.api.problem;

import io.aisynapse.protocol.problem.Problem;
import io.aisynapse.protocol.work.ProtocolJson;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.springframework.http.HttpStatus;

/**
 * Writes problems as bytes, past content negotiation: an error is told even to a client that asked for something else.
 * Used by controllers, security, Spring's own errors and Tomcat's.
 */
public final class ProblemWriter {
    static final String MEDIA_TYPE = "application/problem+json";

    private ProblemWriter() {}

    public static void write(HttpServletRequest request, HttpServletResponse response, ProblemException problem)
            throws IOException {
        if (response.isCommitted()) {
            return;
        }
        response.resetBuffer();
        problem.headers().forEach(response::setHeader);
        Body body = new Body(
                "urn:ai-synapse:problem:" + problem.code(),
                problem.status().getReasonPhrase(),
                problem.status().value(),
                problem.detail(),
                addressOf(request),
                problem.code(),
                RequestIdFilter.idOf(request),
                problem.errors());
        byte[] bytes = ProtocolJson.mapper().writeValueAsBytes(body);
        response.setStatus(problem.status().value());
        response.setContentType(MEDIA_TYPE);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    /** What was asked for, also after the container has passed the request on to its error page. */
    private static String addressOf(HttpServletRequest request) {
        return request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String original
                ? original
                : request.getRequestURI();
    }

    /** For a status alone, as Tomcat and Spring's error page know it. */
    static ProblemException ofStatus(int status) {
        HttpStatus known = HttpStatus.resolve(status);
        if (known == null || status < 400) {
            known = HttpStatus.INTERNAL_SERVER_ERROR;
        }
        return new ProblemException(
                known,
                switch (known) {
                    case BAD_REQUEST -> "bad-request";
                    case REQUEST_TIMEOUT -> "request-timeout";
                    case REQUEST_HEADER_FIELDS_TOO_LARGE -> "headers-too-large";
                    case INTERNAL_SERVER_ERROR -> "internal-error";
                    default -> known.getReasonPhrase().toLowerCase(Locale.ROOT).replace(' ', '-');
                },
                known.is5xxServerError()
                        ? "Something went wrong on our side; the request id finds it in the log."
                        : "The request cannot be taken: " + known.getReasonPhrase() + ".");
    }

    record Body(
            String type,
            String title,
            int status,
            String detail,
            String instance,
            String code,
            String requestId,
            List<Problem> errors) {}
}
