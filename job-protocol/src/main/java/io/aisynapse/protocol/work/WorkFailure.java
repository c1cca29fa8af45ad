package io.aisynapse.protocol.work;

import io.aisynapse.protocol.problem.ErrorKind;
import io.aisynapse.protocol.problem.Problem;
import java.util.List;

/** Why a piece of work could not be done; {@code USER} kinds are final, others are tried again. */
public record WorkFailure(ErrorKind kind, String code, String message, List<Problem> problems) {
    public WorkFailure {
        problems = List.copyOf(problems);
    }
}
