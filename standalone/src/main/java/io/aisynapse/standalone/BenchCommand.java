package io.aisynapse.standalone;

import io.aisynapse.standalone.bench.BenchSettings;
import io.aisynapse.standalone.bench.ConversionBench;
import io.aisynapse.standalone.bench.control.ControlBench;
import io.aisynapse.standalone.bench.control.ControlSettings;
import io.aisynapse.standalone.bench.energy.KeywordBench;
import io.aisynapse.standalone.bench.energy.MetricsBench;
import io.aisynapse.standalone.bench.engine.CubaBench;
import io.aisynapse.standalone.bench.engine.EngineBench;
import io.aisynapse.standalone.bench.large.LargeBench;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code bench conversion} and {@code bench control}: their options, and what they may be. */
final class BenchCommand {
    private static final Set<String> OPTIONS = Set.of(
            "--models",
            "--neurons",
            "--synapses",
            "--ticks",
            "--networks",
            "--peers",
            "--peers-script",
            "--schemes",
            "--steps",
            "--samples",
            "--calibration",
            "--only",
            "--chip",
            "--threads",
            "--json",
            "--objective",
            "--max-drop",
            "--episodes",
            "--python",
            "--data",
            "--url",
            "--key");
    private static final String SCHEMES = "rate,rate-signed,serial,graded,differential";
    private static final String STEPS = "4,8,16,32,64";
    private static final int STANDARD_EPISODES = 20;
    private static final Set<String> OBJECTIVES = Set.of("energy", "latency", "cores");
    private static final double MOST_DROP = 100;
    private static final int MOST_EPISODES = 1000;
    private static final int MOST_STEPS = 4096;
    private static final String KINDS = "conversion, control, engine, cuba, large, metrics or keyword";
    private static final int STANDARD_NEURONS = 1_000_000;
    private static final int MOST_NEURONS = 10_000_000;
    private static final int STANDARD_SYNAPSES = 100;
    private static final int MOST_SYNAPSES = 200;
    private static final int STANDARD_TICKS = 50;
    private static final int STANDARD_ENGINE_SAMPLES = 256;
    private static final int MOST_CALIBRATION_SAMPLES = 4096;
    private static final int STANDARD_CALIBRATION_SAMPLES = 256;

    private final PrintStream out;
    private final PrintStream progress;

    BenchCommand(PrintStream out, PrintStream progress) {
        this.out = out;
        this.progress = progress;
    }

    int run(List<String> arguments) throws StartFailure, IOException {
        Options options = Options.parse(arguments, OPTIONS, Set.of());
        String what = options.word("kind of benchmark, " + KINDS);
        return switch (what) {
            case "conversion" -> outcome(new ConversionBench(settings(options), out, progress).run());
            case "control" -> outcome(control(options, settings(options)));
            case "engine" -> done(() -> engine(options));
            case "cuba" -> done(() -> cuba(options.textOr("--chip", "generic")));
            case "large" -> done(() -> large(options));
            case "metrics" -> done(() -> new MetricsBench(out).run(options.path("--json")));
            case "keyword" -> done(() -> new KeywordBench(out).run());
            default -> throw new StartFailure("There is no benchmark %s, wanted %s.".formatted(what, KINDS));
        };
    }

    private static int outcome(int missed) {
        return missed == 0 ? 0 : StandaloneApplication.OUTCOME_IS_BAD;
    }

    /** One that measures and judges nothing. */
    private interface Measurement {
        void run() throws StartFailure, IOException;
    }

    private static int done(Measurement measurement) throws StartFailure, IOException {
        measurement.run();
        return 0;
    }

    private void engine(Options options) throws StartFailure, IOException {
        Path folder = options.path("--networks");
        if (folder == null || !Files.isDirectory(folder)) {
            throw new StartFailure("The benchmark wants --networks, a folder of *.onnx, *_test.npz and *_calib.npz.");
        }
        BenchSettings checked = new BenchSettings(
                folder,
                words(options.textOr("--schemes", "rate,differential")),
                steps(options.textOr("--steps", "1,2,4,64")),
                Set.of(),
                options.number("--samples", STANDARD_ENGINE_SAMPLES, 1, Integer.MAX_VALUE),
                STANDARD_CALIBRATION_SAMPLES,
                options.textOr("--chip", "generic"),
                options.number("--threads", 1, 1, Integer.MAX_VALUE),
                options.path("--json"),
                BenchSettings.Goal.USUAL);
        if (!checked.faults().isEmpty()) {
            throw new StartFailure(String.join("\n", checked.faults()));
        }
        if (checked.schemes().contains("auto")) {
            throw new StartFailure("The engine is measured with given schemes, not auto.");
        }
        new EngineBench(
                        new EngineBench.Settings(
                                folder,
                                checked.schemes(),
                                checked.steps(),
                                checked.chip(),
                                checked.samples(),
                                checked.threads(),
                                peers(options),
                                checked.json()),
                        out)
                .run();
    }

    /** Named by the folder of their environment; their script is part of the source. */
    private static EngineBench.@Nullable PeerFiles peers(Options options) throws StartFailure {
        Path environment = options.path("--peers");
        if (environment == null) {
            return null;
        }
        Path script = Path.of(options.textOr("--peers-script", "benchmarks/engine/peers.py"))
                .toAbsolutePath();
        if (!Files.isRegularFile(script)) {
            throw new StartFailure("There is no %s: run it in the folder of the source.".formatted(script));
        }
        return new EngineBench.PeerFiles(script, environment.toAbsolutePath());
    }

    private void cuba(String name) throws StartFailure {
        CubaBench.on(name, out)
                .orElseThrow(() -> new StartFailure("There is no chip profile %s.".formatted(name)))
                .run();
    }

    private void large(Options options) throws StartFailure, IOException {
        String chip = options.textOr("--chip", "loihi-1");
        LargeBench.Settings settings = new LargeBench.Settings(
                options.number("--neurons", STANDARD_NEURONS, 2000, MOST_NEURONS),
                options.number("--synapses", STANDARD_SYNAPSES, 1, MOST_SYNAPSES),
                options.number("--ticks", STANDARD_TICKS, 1, MOST_STEPS));
        LargeBench.on(chip, settings, out)
                .orElseThrow(() -> new StartFailure("There is no chip profile %s.".formatted(chip)))
                .run();
    }

    private int control(Options options, BenchSettings settings) throws StartFailure, IOException {
        int episodes = options.number("--episodes", STANDARD_EPISODES, 1, MOST_EPISODES);
        String python = options.textOr("--python", "python3");
        Optional<ServiceAccess> running = ServiceAccess.running(options);
        try (ServiceAccess service = running.isPresent() ? running.get() : started(options, settings)) {
            return new ControlBench(new ControlSettings(settings, episodes, python, service.client()), out, progress)
                    .run();
        }
    }

    /** A service of the benchmark's own; its data folder stays when the user named it. */
    private ServiceAccess started(Options options, BenchSettings settings) throws StartFailure, IOException {
        Path named = options.path("--data");
        Path folder = named == null ? Files.createTempDirectory("synapse-control") : named;
        progress.println("starting a service in " + folder);
        Standalone service = Standalone.start(
                new StandaloneSettings(folder, FreePort.choose(), 1, settings.threads(), options.kernels()));
        return ServiceAccess.to(service, "bench-control", named == null ? folder : null);
    }

    private static BenchSettings settings(Options options) throws StartFailure {
        BenchSettings settings = new BenchSettings(
                folder(options),
                words(options.textOr("--schemes", SCHEMES)),
                steps(options.textOr("--steps", STEPS)),
                Set.copyOf(words(options.textOr("--only", ""))),
                options.number("--samples", Integer.MAX_VALUE, 1, Integer.MAX_VALUE),
                options.number("--calibration", STANDARD_CALIBRATION_SAMPLES, 1, MOST_CALIBRATION_SAMPLES),
                options.textOr("--chip", "generic"),
                Math.min(256, options.threads()),
                options.path("--json"),
                goal(options));
        List<String> faults = settings.faults();
        if (!faults.isEmpty()) {
            throw new StartFailure(String.join("\n", faults));
        }
        return settings;
    }

    private static BenchSettings.Goal goal(Options options) throws StartFailure {
        String objective = options.textOr("--objective", BenchSettings.Goal.USUAL.objective());
        if (!OBJECTIVES.contains(objective)) {
            throw new StartFailure(
                    "The option --objective is %s, wanted energy, latency or cores.".formatted(objective));
        }
        String drop = options.textOr("--max-drop", Double.toString(BenchSettings.Goal.USUAL.maxDrop()));
        if (!drop.matches("[0-9]{1,3}(\\.[0-9]{1,6})?") || Double.parseDouble(drop) > MOST_DROP) {
            throw new StartFailure("The option --max-drop is %s, wanted points from 0 to 100.".formatted(drop));
        }
        return new BenchSettings.Goal(objective, Double.parseDouble(drop));
    }

    private static Path folder(Options options) throws StartFailure {
        Path folder = options.path("--models");
        if (folder == null) {
            throw new StartFailure("The benchmark wants --models, a folder with a manifest.json.");
        }
        if (!Files.isRegularFile(folder.resolve("manifest.json"))) {
            throw new StartFailure("The folder %s has no manifest.json.".formatted(folder));
        }
        return folder;
    }

    private static List<String> words(String list) {
        return Arrays.stream(list.split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .distinct()
                .toList();
    }

    private static List<Integer> steps(String list) throws StartFailure {
        List<String> words = words(list);
        for (String word : words) {
            if (!word.matches("[0-9]{1,4}") || Integer.parseInt(word) < 1 || Integer.parseInt(word) > MOST_STEPS) {
                throw new StartFailure(
                        "The option --steps has %s, wanted numbers from 1 to %d.".formatted(word, MOST_STEPS));
            }
        }
        return words.stream().map(Integer::valueOf).distinct().toList();
    }
}
