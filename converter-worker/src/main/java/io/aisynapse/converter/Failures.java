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
    /** More findings than a person reads; the message tells how many there are. */
    private static final int MOST_PROBLEMS = 500;

    private static final int MOST_CHARACTERS = 1000;

    private Failures() {}

    /** All findings; the first one's code is the failure's. */
    static WorkFailedException of(RejectedModelException rejection) {
        List<Finding> findings = rejection.findings();
        String first = cut(findings.getFirst().toText());
        String message = findings.size() == 1 ? first : first + ", and " + (findings.size() - 1) + " more findings";
        return new WorkFailedException(new WorkFailure(
                ErrorKind.USER,
                findings.getFirst().code(),
                message,
                findings.stream().limit(MOST_PROBLEMS).map(Failures::problemOf).toList()));
    }

    private static Problem problemOf(Finding finding) {
        return new Problem(
                finding.code(),
                cut(finding.place()),
                cut(finding.toText()),
                cut(finding.seen()),
                cut(finding.wanted()),
                finding.hint());
    }

    private static String cut(String text) {
        return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "…";
    }
}
