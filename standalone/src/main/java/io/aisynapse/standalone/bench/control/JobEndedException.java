package io.aisynapse.standalone.bench.control;

import java.io.IOException;
import java.util.Locale;

/** A job ended without results: the service refused the conversion, or failed. */
final class JobEndedException extends IOException {
    private static final long serialVersionUID = 1L;

    JobEndedException(String state, String reason) {
        super(state.toLowerCase(Locale.ROOT) + ": " + reason);
    }
}
