package io.aisynapse.core.finding;

import java.util.List;
import java.util.stream.Collectors;

/** A model that cannot be taken, thrown once with everything that is wrong with it. */
public final class RejectedModelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Finding> findings;

    public RejectedModelException(List<Finding> findings) {
        super(findings.stream().map(Finding::toText).collect(Collectors.joining("; ")));
        if (findings.isEmpty()) {
            throw new IllegalArgumentException("a rejection needs at least one finding");
        }
        this.findings = List.copyOf(findings);
    }

    public RejectedModelException(Finding finding) {
        this(List.of(finding));
    }

    public List<Finding> findings() {
        return findings;
    }
}
