package io.aisynapse.standalone;

import io.aisynapse.standalone.sweep.SweepOrder;
import io.aisynapse.standalone.sweep.SweepRun;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code sweep}: its options, and what they may be. */
final class SweepCommand {
    private static final Set<String> OPTIONS = Set.of(
            "--model",
            "--data",
            "--calibration",
            "--inputs",
            "--labels",
            "--chip",
            "--field",
            "--values",
            "--scheme",
            "--steps",
            "--threads",
            "--kernels",
            "--json",
            "--url",
            "--key");
    private static final int STANDARD_STEPS = 32;
    private static final int MOST_STEPS = 4096;

    private final PrintStream out;
    private final PrintStream progress;

    SweepCommand(PrintStream out, PrintStream progress) {
        this.out = out;
        this.progress = progress;
    }

    int run(List<String> arguments) throws StartFailure, IOException {
        Options options = Options.parse(arguments, OPTIONS, Set.of());
        options.refuseWords();
        SweepOrder order = order(options);
        Optional<ServiceAccess> running = ServiceAccess.running(options);
        try (ServiceAccess service = running.isPresent() ? running.get() : started(options)) {
            return new SweepRun(service.client(), order, out, progress).run()
                    ? 0
                    : StandaloneApplication.OUTCOME_IS_BAD;
        }
    }

    private static SweepOrder order(Options options) throws StartFailure {
        SweepOrder order = new SweepOrder(
                Path.of(wanted(options, "--model")),
                Path.of(wanted(options, "--data")),
                options.path("--calibration"),
                options.textOr("--inputs", "x"),
                options.text("--labels"),
                options.textOr("--chip", "loihi-1"),
                wanted(options, "--field"),
                words(wanted(options, "--values")),
                options.textOr("--scheme", "rate"),
                options.number("--steps", STANDARD_STEPS, 1, MOST_STEPS),
                options.path("--json"));
        List<String> faults = order.faults();
        if (!faults.isEmpty()) {
            throw new StartFailure(String.join("\n", faults));
        }
        return order;
    }

    private static String wanted(Options options, String name) throws StartFailure {
        String text = options.text(name);
        if (text == null) {
            throw new StartFailure("The sweep wants %s; ./synapse help says what it is.".formatted(name));
        }
        return text;
    }

    private static List<String> words(String list) {
        return Arrays.stream(list.split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private ServiceAccess started(Options options) throws StartFailure, IOException {
        StandaloneSettings checked = new StandaloneSettings(
                Files.createTempDirectory("synapse-sweep"), FreePort.choose(), 1, options.threads(), options.kernels());
        progress.println("starting a service in " + checked.data());
        return ServiceAccess.to(Standalone.start(checked), "sweep", checked.data());
    }
}
