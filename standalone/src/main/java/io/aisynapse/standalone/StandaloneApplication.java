package io.aisynapse.standalone;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The program behind {@code ./synapse}. The first word is the command, see {@link Commands}. Exit codes: 0 done, 1 the
 * command ran and its outcome is bad, 2 it could not run; 130 after Ctrl-C and 143 after SIGTERM, both when all has
 * been stopped cleanly.
 */
public final class StandaloneApplication {
    static final int OUTCOME_IS_BAD = 1;
    static final int COULD_NOT_RUN = 2;

    /** Starts the command; ends the process when it is done. */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        System.exit(run(Arrays.asList(arguments), out, err));
    }

    private static int run(List<String> arguments, PrintStream out, PrintStream err) {
        try {
            return new Commands(out, err).run(arguments);
        } catch (StartFailure e) {
            err.println(e.getMessage());
        } catch (IOException e) {
            err.println("The command failed: " + e.getMessage() + ".");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            err.println("The command was interrupted.");
        }
        return COULD_NOT_RUN;
    }

    private StandaloneApplication() {}
}
