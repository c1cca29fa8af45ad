package io.aisynapse.standalone;

import io.aisynapse.standalone.check.BadFolderCheck;
import io.aisynapse.standalone.client.ApiClient;
import io.aisynapse.standalone.demo.Demo;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The commands: {@code serve}, {@code demo}, {@code bench}, {@code sweep} and {@code check-bad FOLDER}. */
final class Commands {
    private static final Set<String> SERVICE_OPTIONS = Set.of("--port", "--data", "--nodes", "--threads", "--kernels");
    private static final int DEFAULT_DIGITS = 300;
    private static final int FIRST_RUN_DIGITS = 8;
    private static final int MOST_DIGITS = 2_000;

    private final PrintStream out;
    private final PrintStream progress;

    Commands(PrintStream out, PrintStream progress) {
        this.out = out;
        this.progress = progress;
    }

    int run(List<String> arguments) throws StartFailure, IOException, InterruptedException {
        if (arguments.isEmpty()) {
            throw new StartFailure("A command is missing; ./synapse help lists the commands.");
        }
        List<String> rest = arguments.subList(1, arguments.size());
        return switch (arguments.getFirst()) {
            case "serve" -> serve(rest);
            case "demo" -> demo(rest);
            case "check-bad" -> checkBad(rest);
            case "bench" -> new BenchCommand(out, progress).run(rest);
            case "sweep" -> new SweepCommand(out, progress).run(rest);
            case "first-run" -> firstRun(rest);
            default ->
                throw new StartFailure(
                        "There is no command %s; ./synapse help lists the commands.".formatted(arguments.getFirst()));
        };
    }

    private int serve(List<String> arguments) throws StartFailure, InterruptedException {
        Options options = Options.parse(arguments, SERVICE_OPTIONS, Set.of());
        options.refuseWords();
        Standalone service = start(options);
        service.awaitStop();
        return 0;
    }

    /** What the launcher has the JVM learn from: a start, the first steps of every kind of client, a clean end. */
    private int firstRun(List<String> arguments) throws StartFailure, IOException {
        Options options = Options.parse(arguments, SERVICE_OPTIONS, Set.of());
        Path folder = options.path("--data");
        if (folder == null) {
            throw new StartFailure("The first run wants a folder of its own, --data.");
        }
        StandaloneSettings settings = new StandaloneSettings(folder, FreePort.choose(), 1, 1, options.kernels());
        try (Standalone service = Standalone.start(settings)) {
            Demo.Settings few = new Demo.Settings(service.data().demoState(), FIRST_RUN_DIGITS, false, null, false);
            return new Demo(ServiceAccess.administrator(service), few, out).run()
                    ? 0
                    : StandaloneApplication.OUTCOME_IS_BAD;
        }
    }

    private int demo(List<String> arguments) throws StartFailure, IOException, InterruptedException {
        Options options = Options.parse(arguments, with("--json", "--samples"), Set.of("--once", "--again"));
        options.refuseWords();
        int digits = options.number("--samples", DEFAULT_DIGITS, 1, MOST_DIGITS);
        Standalone service = start(options);
        Demo.Settings settings = new Demo.Settings(
                service.data().demoState(), digits, options.has("--again"), options.path("--json"), isTerminal());
        boolean succeeded = new Demo(ServiceAccess.administrator(service), settings, out).run();
        if (!options.has("--once")) {
            out.println("The service stays up; Ctrl-C stops it.");
            service.awaitStop();
        }
        service.close();
        return succeeded ? 0 : StandaloneApplication.OUTCOME_IS_BAD;
    }

    private int checkBad(List<String> arguments) throws StartFailure, IOException {
        Options options = Options.parse(arguments, with("--url", "--key"), Set.of());
        Path folder = Path.of(options.word("folder with a manifest.json"));
        if (!Files.isRegularFile(folder.resolve("manifest.json"))) {
            throw new StartFailure("The folder %s has no manifest.json.".formatted(folder));
        }
        Optional<ServiceAccess> running = ServiceAccess.running(options);
        try (ServiceAccess service =
                running.isPresent() ? running.get() : ServiceAccess.to(start(options), "check-bad", null)) {
            return checkBad(service.client(), folder);
        }
    }

    private int checkBad(ApiClient client, Path folder) throws IOException {
        return new BadFolderCheck(client, out).run(folder) == 0 ? 0 : StandaloneApplication.OUTCOME_IS_BAD;
    }

    private Standalone start(Options options) throws StartFailure {
        Path folder = options.path("--data");
        StandaloneSettings settings = new StandaloneSettings(
                folder == null ? Path.of(".synapse") : folder,
                options.port(),
                options.nodes(),
                options.threads(),
                options.kernels());
        Standalone service = Standalone.start(settings);
        ReadyMessage.print(out, service);
        return service;
    }

    private static boolean isTerminal() {
        return System.console() != null && System.console().isTerminal();
    }

    private static Set<String> with(String... more) {
        Set<String> names = new TreeSet<>(SERVICE_OPTIONS);
        names.addAll(List.of(more));
        return names;
    }
}
