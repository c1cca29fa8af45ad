package io.aisynapse.converter;

import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.protocol.client.WorkFailedException;
import io.aisynapse.protocol.problem.ErrorKind;
import io.aisynapse.protocol.problem.Problem;
import io.aisynapse.protocol.work.WorkFailure;
import java.util.List;

/** Why a model or an order is not taken, in the words of the protocol. */
final class Failures {
    private Failures() {}

    /** All findings; the first one's code is the failure's. */
    static WorkFailedException of(RejectedModelException rejection) {
        List<Finding> findings = rejection.findings();
        String first = findings.getFirst().toText();
        String message = findings.size() == 1 ? first : first + ", and " + (findings.size() - 1) + " more findings";
        return new WorkFailedException(new WorkFailure(
                ErrorKind.USER,
                findings.getFirst().code(),
                message,
                findings.stream().map(Failures::problemOf).toList()));
    }

    /** One wrong value of an order. */
    static WorkFailedException badValue(String pointer, String seen, String wanted) {
        return of(new RejectedModelException(
                new Finding("bad-value", pointer, seen, wanted, "choose one of the values that are wanted")));
    }

    private static Problem problemOf(Finding finding) {
        return new Problem(
                finding.code(), finding.place(), finding.toText(), finding.seen(), finding.wanted(), finding.hint());
    }
}
