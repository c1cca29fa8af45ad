package io.aisynapse.core.onnx.proto;

import io.aisynapse.core.finding.Finding;
import java.io.IOException;

/** The bytes cannot be read on; carries the finding that says why. */
public final class ReadFailure extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Finding finding;

    public ReadFailure(Finding finding) {
        super(finding.toText());
        this.finding = finding;
    }

    public Finding finding() {
        return finding;
    }
}
