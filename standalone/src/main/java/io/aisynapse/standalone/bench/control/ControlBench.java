package io.aisynapse.standalone.bench.control;

import io.aisynapse.converter.ConversionTarget;
import io.aisynapse.core.ann.AnnGraph.ModelOutput;
import io.aisynapse.core.convert.Scheme;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.protocol.work.ProtocolJson;
import io.aisynapse.reference.AnswerModel;
import io.aisynapse.standalone.bench.BenchSettings;
import io.aisynapse.standalone.bench.PolicyModel;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Plays the same episodes with each policy of a folder, with its spiking versions, which a running service answers for,
 * and at random. For each scheme the numbers of time steps are tried from the least on until the return is within 2 %
 * of the original's.
 */
public final class ControlBench {
    private final ControlSettings settings;
    private final Player player;
    private final PrintStream out;
    private final PrintStream progress;

    /**
     * @param out for the table
     * @param progress for a line a step
     */
    public ControlBench(ControlSettings settings, PrintStream out, PrintStream progress) {
        this.settings = settings;
        this.player = new Player(settings.python());
        this.out = out;
        this.progress = progress;
    }

    /** Returns how many policies no scheme brought within 2 % of the original. */
    public int run() throws IOException {
        BenchSettings bench = settings.bench();
        if (bench.json() != null) {
            Files.write(bench.json(), new byte[0]);
        }
        int missed = 0;
        for (ControlTask task : ControlTask.inFolder(bench.folder())) {
            if (bench.only().isEmpty() || bench.only().contains(task.name())) {
                missed += reached(task) ? 0 : 1;
            }
        }
        return missed;
    }

    private boolean reached(ControlTask task) throws IOException {
        progress.println(task.name() + ": the original and chance");
        try {
            PolicyModel policy = PolicyModel.read(settings.bench(), task.name());
            try (AnswerModel answers = policy.prepare(Scheme.DIFFERENTIAL).openAnswers()) {
                return reached(task, policy, answers);
            }
        } catch (RejectedModelException e) {
            out.printf(
                    "%n%s: refused: %s%n", task.name(), e.findings().getFirst().toText());
            return false;
        } catch (IOException | RuntimeException e) {
            out.printf("%n%s: failed: %s%n", task.name(), e);
            return false;
        }
    }

    private boolean reached(ControlTask task, PolicyModel policy, AnswerModel answers) throws IOException {
        double random = mean(player.play(task.toJson(settings.episodes(), true), observations -> observations));
        double original =
                mean(player.play(task.toJson(settings.episodes(), false), scaled(policy.scale(), originalOf(answers))));
        out.printf(
                Locale.ROOT,
                "%n%s in %s, %d episodes: return of the original %.2f, at random %.2f%n",
                task.name(),
                task.environment(),
                settings.episodes(),
                original,
                random);
        Trial trial = new Trial(
                task,
                ServicePolicy.Uploaded.of(settings.service(), policy),
                policy.scale(),
                answers.part(),
                new ControlLine.Returns(original, 0, random));
        boolean reached = false;
        for (String scheme : settings.bench().schemes()) {
            reached |= reached(trial, scheme);
        }
        return reached;
    }

    private static Policy originalOf(AnswerModel answers) {
        int from = answers.part().from();
        int to = from + answers.part().size();
        return observations -> Arrays.stream(observations)
                .map(observation -> Arrays.copyOfRange(answers.original(observation), from, to))
                .toArray(float[][]::new);
    }

    /** What all spiking versions of one policy have in common. */
    private record Trial(
            ControlTask task,
            ServicePolicy.Uploaded uploaded,
            float scale,
            ModelOutput part,
            ControlLine.Returns known) {}

    /** A row of the scheme; ends at the first number of time steps that reaches the original. */
    private boolean reached(Trial trial, String scheme) throws IOException {
        StringBuilder row = new StringBuilder("  %-14s".formatted(scheme));
        boolean reached = false;
        List<Integer> ascending = settings.bench().steps().stream().sorted().toList();
        for (int i = 0; i < ascending.size() && !reached; i++) {
            int steps = ascending.get(i);
            progress.println("    " + scheme + ", T = " + steps);
            try {
                ControlLine line = play(
                        trial,
                        ConversionTarget.named(scheme, steps, settings.bench().chip()));
                write(line);
                row.append(String.format(
                        Locale.ROOT, "  T = %d: %.2f", steps, line.returns().spiking()));
                reached = line.reached();
            } catch (JobEndedException e) {
                row.append("  T = %d: %s".formatted(steps, e.getMessage()));
            }
        }
        out.println(reached ? row.append("  within 2 %") : row);
        return reached;
    }

    private ControlLine play(Trial trial, ConversionTarget target) throws IOException {
        ServicePolicy policy = new ServicePolicy(settings.service(), trial.uploaded(), target, trial.part());
        double[] returns = player.play(trial.task().toJson(settings.episodes(), false), scaled(trial.scale(), policy));
        return new ControlLine(
                trial.task().name(),
                target.scheme().text(),
                target.timeSteps(),
                returns.length,
                new ControlLine.Returns(
                        trial.known().original(), mean(returns), trial.known().random()),
                policy.spikesPerDecision());
    }

    private static Policy scaled(float scale, Policy policy) {
        return observations -> {
            for (float[] observation : observations) {
                for (int i = 0; i < observation.length; i++) {
                    observation[i] /= scale;
                }
            }
            return policy.answer(observations);
        };
    }

    private void write(ControlLine line) throws IOException {
        if (settings.bench().json() != null) {
            String text = ProtocolJson.mapper().writeValueAsString(line.members()) + "\n";
            Files.writeString(settings.bench().json(), text, StandardOpenOption.APPEND);
        }
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }
}
