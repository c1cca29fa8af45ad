package io.aisynapse.standalone.bench;

import io.aisynapse.converter.ConversionTarget;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.protocol.work.ProtocolJson;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Converts every model of a folder as the service does and measures the spiking networks on the folder's test data.
 * What goes wrong with one model becomes a line and the next one is tried.
 */
public final class ConversionBench {
    private final BenchSettings settings;
    private final PrintStream out;
    private final PrintStream progress;
    private final BenchTable table;

    /**
     * @param out for the table
     * @param progress for a line a step
     */
    public ConversionBench(BenchSettings settings, PrintStream out, PrintStream progress) {
        this.settings = settings;
        this.out = out;
        this.progress = progress;
        this.table = new BenchTable(out, settings.steps());
    }

    /** Returns how many models did not convert although the folder says that they must. */
    public int run() throws IOException {
        if (settings.json() != null) {
            Files.write(settings.json(), new byte[0]);
        }
        List<BenchModel> models = BenchModel.inFolder(settings.folder()).stream()
                .filter(model -> settings.only().isEmpty() || settings.only().contains(model.name()))
                .toList();
        List<String> missed = new ArrayList<>();
        int converted = 0;
        for (int i = 0; i < models.size(); i++) {
            BenchModel model = models.get(i);
            progress.printf("[%d/%d] %s%n", i + 1, models.size(), model.name());
            boolean done = run(model);
            converted += done ? 1 : 0;
            if (!done && model.mustConvert()) {
                missed.add(model.name());
            }
        }
        out.printf("%n%d of %d models converted%n", converted, models.size());
        if (!missed.isEmpty()) {
            out.println("not converted, although the folder says that they must: " + String.join(", ", missed));
        }
        return missed.size();
    }

    /** Whether it converted for at least one scheme and number of time steps. */
    private boolean run(BenchModel model) throws IOException {
        List<String> schemes = settings.schemes().stream()
                .filter(scheme -> !scheme.equals(BenchSettings.AUTO))
                .toList();
        boolean automatic = settings.schemes().size() > schemes.size();
        boolean converted = !schemes.isEmpty() && run(model, schemes);
        return automatic && choose(model) || converted;
    }

    private boolean run(BenchModel model, List<String> schemes) throws IOException {
        SchemeTrials trials = new SchemeTrials(model, settings, schemes);
        List<BenchLine> refusals = schemes.stream().flatMap(trials::refusal).toList();
        if (refusals.size() == schemes.size()
                && refusals.stream().map(BenchLine::reason).distinct().count() == 1) {
            BenchLine first = refusals.getFirst();
            return refused(
                    model, BenchLine.without(model.name(), null, first.verdict(), String.valueOf(first.reason())));
        }
        boolean converted = false;
        table.begin(model, trials.any());
        for (String scheme : schemes) {
            ModelTrial trial = trials.of(scheme);
            List<BenchLine> lines = trial == null ? trials.refusal(scheme).toList() : run(model, trial, scheme);
            if (trial == null) {
                write(lines.getFirst());
            }
            table.row(scheme, lines);
            converted |= lines.stream().anyMatch(BenchLine::isConverted);
        }
        return converted;
    }

    /** Scheme {@code auto}: one line, with the scheme and the number of time steps that were chosen. */
    private boolean choose(BenchModel model) throws IOException {
        BenchLine line;
        try {
            line = ModelTrial.choose(model, settings, stage -> progress.println("    " + stage));
        } catch (RejectedModelException e) {
            line = BenchLine.without(model.name(), BenchSettings.AUTO, "refused", SchemeTrials.reasonOf(e));
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            line = BenchLine.without(model.name(), BenchSettings.AUTO, "failed", String.valueOf(e));
        }
        write(line);
        table.chosen(model, line);
        return line.isConverted();
    }

    private boolean refused(BenchModel model, BenchLine line) throws IOException {
        write(line);
        table.refused(model, line);
        return false;
    }

    /** One line a number of time steps, or one for all when all are refused for the same reason. */
    private List<BenchLine> run(BenchModel model, ModelTrial trial, String scheme) throws IOException {
        List<BenchLine> lines = new ArrayList<>();
        for (int steps : settings.steps()) {
            BenchLine line = tried(model, trial, scheme, steps);
            lines.add(line);
            if (line.isConverted()) {
                write(line);
            }
        }
        boolean none = lines.stream().noneMatch(BenchLine::isConverted);
        if (none && lines.stream().map(BenchLine::reason).distinct().count() == 1) {
            BenchLine first = lines.getFirst();
            BenchLine all = BenchLine.without(model.name(), scheme, first.verdict(), String.valueOf(first.reason()));
            write(all);
            return List.of(all);
        }
        for (BenchLine line : lines) {
            if (!line.isConverted()) {
                write(line);
            }
        }
        return lines;
    }

    private BenchLine tried(BenchModel model, ModelTrial trial, String scheme, int steps) {
        try {
            BenchLine line = trial.run(ConversionTarget.named(scheme, steps, settings.chip()));
            if (line.measured() != null) {
                progress.printf(
                        Locale.ROOT,
                        "    %s, T = %d: %.1f s%n",
                        scheme,
                        steps,
                        line.measured().seconds());
            }
            return line;
        } catch (RejectedModelException e) {
            return new BenchLine(model.name(), scheme, steps, "refused", SchemeTrials.reasonOf(e), null);
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            return new BenchLine(model.name(), scheme, steps, "failed", String.valueOf(e), null);
        }
    }

    private void write(BenchLine line) throws IOException {
        if (settings.json() != null) {
            String text = ProtocolJson.mapper().writeValueAsString(line.members()) + "\n";
            Files.writeString(settings.json(), text, StandardOpenOption.APPEND);
        }
    }
}
