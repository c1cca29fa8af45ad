package io.aisynapse.core.onnx.value;

import io.aisynapse.core.finding.Finding;

/** One operator cannot be taken; caught where operators are walked through, so that the others are looked at too. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Finding finding;

    public Refusal(Finding finding) {
        super(finding.toText(), null, false, false);
        this.finding = finding;
    }

    public Finding finding() {
        return finding;
    }
}
