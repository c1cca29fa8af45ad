package io.aisynapse.api.problem;

import io.aisynapse.protocol.problem.Problem;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;

/** A refusal on its way to the caller: a status, a stable code, and every finding. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final HttpStatus status;
    private final String code;
    private final transient List<Problem> errors;
    private final transient Map<String, String> headers;

    public ProblemException(HttpStatus status, String code, String detail) {
        this(status, code, detail, List.of());
    }

    public ProblemException(HttpStatus status, String code, String detail, List<Problem> errors) {
        this(status, code, detail, errors, Map.of());
    }

    private ProblemException(
            HttpStatus status, String code, String detail, List<Problem> errors, Map<String, String> headers) {
        super(detail);
        this.status = status;
        this.code = code;
        this.errors = List.copyOf(errors);
        this.headers = Map.copyOf(headers);
    }

    /** What does not exist and what belongs to another tenant are answered alike. */
    public static ProblemException notFound(String what) {
        return new ProblemException(HttpStatus.NOT_FOUND, "not-found", "There is no such " + what + ".");
    }

    public static ProblemException conflict(String code, String detail) {
        return new ProblemException(HttpStatus.CONFLICT, code, detail);
    }

    /** 422 with the code of the first finding. */
    public static ProblemException refused(String detail, List<Problem> errors) {
        return new ProblemException(
                HttpStatus.UNPROCESSABLE_CONTENT, errors.getFirst().code(), detail, errors);
    }

    public static ProblemException tooLarge(String what, long limitBytes) {
        return new ProblemException(
                HttpStatus.CONTENT_TOO_LARGE,
                "too-large",
                "The " + what + " is larger than " + limitBytes + " bytes.",
                List.of(new Problem(
                        "too-large",
                        "",
                        "The " + what + " is too large.",
                        "more than " + limitBytes + " bytes",
                        "at most " + limitBytes + " bytes",
                        "send less at once")));
    }

    public ProblemException withHeader(String name, String value) {
        ProblemException copy = new ProblemException(status, code, detail(), errors, Map.of(name, value));
        copy.initCause(this);
        return copy;
    }

    public HttpStatus status() {
        return status;
    }

    public String code() {
        return code;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    public List<Problem> errors() {
        return errors;
    }

    public Map<String, String> headers() {
        return headers;
    }
}
