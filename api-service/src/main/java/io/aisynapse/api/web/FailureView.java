package io.aisynapse.api.web;

import io.aisynapse.protocol.problem.ErrorKind;
import io.aisynapse.protocol.problem.Problem;
import io.aisynapse.protocol.work.ProtocolJson;
import io.aisynapse.protocol.work.WorkFailure;
import java.util.List;

/**
 * Why something failed, as users see it.
 *
 * @param cause who can mend it
 */
public record FailureView(String code, String message, ErrorKind cause, List<Problem> errors) {
    /** From the failure as it is kept in a row. */
    public static FailureView of(String stored) {
        WorkFailure failure = ProtocolJson.mapper().readValue(stored, WorkFailure.class);
        return new FailureView(failure.code(), failure.message(), failure.kind(), failure.problems());
    }
}
