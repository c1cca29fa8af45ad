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

    /** The first finding, or else the detail of the problem. */
    public String firstFinding() {
        JsonNode first = body.path("errors").path(0);
        if (first.isMissingNode()) {
            return text("detail");
        }
        String pointer = first.path("pointer").asString("");
        String detail = first.path("detail").asString("");
        return pointer.isEmpty() ? detail : pointer + ": " + detail;
    }

    public ApiAnswer orThrow() throws ApiProblemException {
        if (!isSuccess()) {
            throw new ApiProblemException(this);
        }
        return this;
    }
}
