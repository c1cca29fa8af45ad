package io.aisynapse.api.web;

import io.aisynapse.api.problem.ProblemException;
import io.aisynapse.protocol.problem.Problem;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a request, so that it is refused once, with everything. */
public final class Findings {
    private static final int LONGEST_SHOWN = 100;

    private final List<Problem> found = new ArrayList<>();

    public void add(Problem problem) {
        found.add(problem);
    }

    /** @param pointer where: a JSON pointer into the body, or the name of a parameter */
    public void badValue(String pointer, String seen, String wanted) {
        found.add(new Problem(
                "bad-value",
                pointer,
                "The value of " + pointer + " is not accepted.",
                shortened(seen),
                wanted,
                "send " + wanted));
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    /** @throws ProblemException with all findings, if there are any */
    public void refuse(String detail) {
        if (!found.isEmpty()) {
            throw ProblemException.refused(detail, found);
        }
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
    }
}
