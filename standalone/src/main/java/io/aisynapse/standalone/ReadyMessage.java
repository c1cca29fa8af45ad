package io.aisynapse.standalone;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** What the terminal shows when the service is ready. */
final class ReadyMessage {
    static void print(PrintStream out, Standalone service) {
        Duration started = service.timeToReady();
        out.printf(
                Locale.ROOT,
                "AI-Synapse is ready at %s, %.1f s after its JVM started.%n",
                service.address(),
                started.toMillis() / 1000.0);
        out.printf("  data folder   %s%n", service.data().root());
        out.printf("  log           %s%n", service.data().serviceLog());
        out.printf("  admin token   in %s, creates API keys%n", service.data().secretsFile());
        out.flush();
    }

    private ReadyMessage() {}
}
