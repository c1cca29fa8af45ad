package io.aisynapse.core.onnx.check;

import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.finding.RejectedModelException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is wrong; texts are cut and the list is bounded, since a file can be wrong in a million places. */
public final class Findings {
    private static final int MOST = 1_000;
    private static final int MOST_CHARACTERS = 300;

    private final Set<Finding> found = new LinkedHashSet<>();
    private long dropped;

    public void add(Finding finding) {
        if (found.size() < MOST) {
            found.add(new Finding(
                    finding.code(),
                    cut(finding.place()),
                    cut(finding.seen()),
                    cut(finding.wanted()),
                    cut(finding.hint())));
        } else {
            dropped++;
        }
    }

    private static String cut(String text) {
        return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS - 1) + "…";
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    /** What was found so far, at most as many as are kept. */
    public List<Finding> list() {
        return List.copyOf(found);
    }

    public void throwIfAny() {
        if (dropped > 0) {
            found.add(new Finding(
                    "more-findings", "model", dropped + " more findings", "none", "Mend those above and try again."));
        }
        if (!found.isEmpty()) {
            throw new RejectedModelException(found.stream().toList());
        }
    }
}
