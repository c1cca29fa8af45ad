package io.aisynapse.standalone.client;

import tools.jackson.databind.JsonNode;

/**
 * What the service said.
 *
 * @param body an empty object when the answer was not JSON
 */
public record ApiAnswer(int status, JsonNode body) {
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** A refusal as the contract promises it: 4xx, with a code and what to do about it. */
    public boolean isProblem() {
        return status >= 400 && status < 500 && !code().isEmpty();
    }

    public String code() {
        return body.path("code").asString("");
    }

    public String text(String member) {
        return body.path(member).asString("");
    }

    /** The first finding and how many more there are, or else the detail of the problem. */
    public String firstFinding() {
        JsonNode findings = body.path("errors");
        return findings.isEmpty() ? text("detail") : firstOf(findings);
    }

    /** A finding as one line of text; its place is named once, whether or not the detail repeats it. */
    public static String firstOf(JsonNode findings) {
        String pointer = findings.path(0).path("pointer").asString("");
        String detail = findings.path(0).path("detail").asString("");
        String place = pointer.isEmpty() || detail.startsWith(pointer) ? "" : pointer + ": ";
        String more = findings.size() > 1 ? " (and %d more)".formatted(findings.size() - 1) : "";
        return place + detail + more;
    }

    public ApiAnswer orThrow() throws ApiProblemException {
        if (!isSuccess()) {
            throw new ApiProblemException(this);
        }
        return this;
    }
}
