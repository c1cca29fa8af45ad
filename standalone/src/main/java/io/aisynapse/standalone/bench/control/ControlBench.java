package io.aisynapse.standalone.bench.control;

import io.aisynapse.converter.ConversionTarget;
import io.aisynapse.converter.PreparedModel;
import io.aisynapse.core.convert.Scheme;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.protocol.work.ProtocolJson;
import io.aisynapse.reference.AnswerModel;
import io.aisynapse.standalone.bench.BenchSettings;
import io.aisynapse.standalone.bench.PolicyModels;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Plays the same episodes with each policy of a folder, with its spiking versions and at random. For each scheme the
 * numbers of time steps are tried from the least on until the return is within 2 % of the original's.
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
            Scheme first = ConversionTarget.named(
                            settings.bench().schemes().getFirst(),
                            1,
                            settings.bench().chip())
                    .scheme();
            double random = mean(player.play(task.toJson(settings.episodes(), true), observations -> observations));
            double original = original(task, PolicyModels.prepare(settings.bench(), task.name(), first));
            out.printf(
                    Locale.ROOT,
                    "%n%s in %s, %d episodes: return of the original %.2f, at random %.2f%n",
                    task.name(),
                    task.environment(),
                    settings.episodes(),
                    original,
                    random);
            boolean reached = false;
            for (String scheme : settings.bench().schemes()) {
                reached |= reached(task, scheme, new ControlLine.Returns(original, 0, random));
            }
            return reached;
        } catch (RejectedModelException e) {
            out.printf(
                    "%n%s: refused: %s%n", task.name(), e.findings().getFirst().toText());
            return false;
        } catch (IOException | RuntimeException e) {
            out.printf("%n%s: failed: %s%n", task.name(), e);
            return false;
        }
    }

    private double original(ControlTask task, PreparedModel model) throws IOException {
        try (AnswerModel answers = model.openAnswers()) {
            int from = answers.part().from();
            int to = from + answers.part().size();
            Policy policy = observations -> Arrays.stream(observations)
                    .map(observation -> Arrays.copyOfRange(answers.original(observation), from, to))
                    .toArray(float[][]::new);
            return mean(player.play(task.toJson(settings.episodes(), false), scaled(task, policy)));
        }
    }

    /** A row of the scheme; ends at the first number of time steps that reaches the original. */
    private boolean reached(ControlTask task, String scheme, ControlLine.Returns known) throws IOException {
        StringBuilder row = new StringBuilder("  %-14s".formatted(scheme));
        boolean reached = false;
        List<Integer> ascending = settings.bench().steps().stream().sorted().toList();
        for (int i = 0; i < ascending.size() && !reached; i++) {
            int steps = ascending.get(i);
            progress.println("    " + scheme + ", T = " + steps);
            try {
                ConversionTarget target =
                        ConversionTarget.named(scheme, steps, settings.bench().chip());
                ControlLine line = play(task, target, known);
                write(line);
                row.append(String.format(
                        Locale.ROOT, "  T = %d: %.2f", steps, line.returns().spiking()));
                reached = line.reached();
            } catch (RejectedModelException e) {
                row.append("  T = %d: refused: %s"
                        .formatted(steps, e.findings().getFirst().toText()));
            }
        }
        out.println(reached ? row.append("  within 2 %") : row);
        return reached;
    }

    private ControlLine play(ControlTask task, ConversionTarget target, ControlLine.Returns known) throws IOException {
        PreparedModel model = PolicyModels.prepare(settings.bench(), task.name(), target.scheme());
        try (AnswerModel answers = model.openAnswers()) {
            SpikingPolicy policy = SpikingPolicy.of(
                    model.convert(target, _ -> {}).program(),
                    answers,
                    settings.bench().threads());
            double[] returns = player.play(task.toJson(settings.episodes(), false), scaled(task, policy));
            return new ControlLine(
                    task.name(),
                    target.scheme().text(),
                    target.timeSteps(),
                    returns.length,
                    new ControlLine.Returns(known.original(), mean(returns), known.random()),
                    policy.spikesPerDecision());
        }
    }

    private Policy scaled(ControlTask task, Policy policy) throws IOException {
        float scale = PolicyModels.scale(settings.bench(), task.name());
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
