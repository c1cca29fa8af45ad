package io.aisynapse.standalone;

import java.io.IOException;
import java.nio.file.Files;

/** Why the service could not start, in one sentence. */
final class FailureSentence {
    private static final long FULL_BELOW_BYTES = 32L << 20;
    private static final String NO_SPACE = "No space left on device";

    static StartFailure portTaken(int port, Exception cause) {
        return new StartFailure(
                "Port %d of 127.0.0.1 cannot be used (%s); choose another one with --port."
                        .formatted(port, cause.getMessage()),
                cause);
    }

    static StartFailure of(Exception failure, DataFolder data) {
        if (isDiskFull(failure, data)) {
            return new StartFailure(
                    "The disk of the data folder %s is full; make room or choose another folder with --data."
                            .formatted(data.root()),
                    failure);
        }
        return new StartFailure(
                "The service cannot start: %s (see %s).".formatted(rootCause(failure), data.serviceLog()), failure);
    }

    private static boolean isDiskFull(Exception failure, DataFolder data) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).contains(NO_SPACE)) {
                return true;
            }
        }
        try {
            return Files.getFileStore(data.root()).getUsableSpace() < FULL_BELOW_BYTES;
        } catch (IOException _) {
            return false;
        }
    }

    private static String rootCause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        String text = message == null ? cause.getClass().getSimpleName() : message;
        return text.lines().findFirst().orElse(text);
    }

    private FailureSentence() {}
}
