package io.aisynapse.standalone.client;

import java.io.IOException;

/** The service refused a call that should have succeeded. */
public final class ApiProblemException extends IOException {
    private static final long serialVersionUID = 1L;

    public ApiProblemException(ApiAnswer answer) {
        super("the service answered %d %s: %s".formatted(answer.status(), answer.code(), answer.firstFinding()));
    }
}
