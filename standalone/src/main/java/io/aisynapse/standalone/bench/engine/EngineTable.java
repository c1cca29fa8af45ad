package io.aisynapse.standalone.bench.engine;

import java.io.PrintStream;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The benchmark's lines as a table, and what they say at equal fidelity. */
final class EngineTable {
    private static final String HEAD =
            "  tool          scheme               T  batch  threads  samples/s  x library  x original  agreement%n";
    private static final String ROW = "  %-13s %-18s %3d  %5d  %7d %10.1f %10s %11.3f %9.2f %%%n";

    private final PrintStream out;

    EngineTable(PrintStream out) {
        this.out = out;
    }

    void print(List<EngineLine> lines) {
        out.println(lines.getFirst().network());
        out.printf(HEAD);
        for (EngineLine line : lines) {
            Entry entry = line.entry();
            out.printf(
                    Locale.ROOT,
                    ROW,
                    entry.tool(),
                    entry.scheme(),
                    entry.steps(),
                    entry.batch(),
                    entry.threads(),
                    line.samplesPerSecond(),
                    line.timesLibrary() == 0 ? "-" : String.format(Locale.ROOT, "%.1f", line.timesLibrary()),
                    line.timesOriginal(),
                    100 * line.counted().agreement());
        }
        for (int batch : EngineBench.BATCHES) {
            printFaithful(lines, batch);
        }
    }

    /** The fastest of each side that agrees with the original often enough. */
    private void printFaithful(List<EngineLine> lines, int batch) {
        Comparator<EngineLine> bySpeed = Comparator.comparingDouble(EngineLine::samplesPerSecond);
        List<EngineLine> faithful = lines.stream()
                .filter(line -> line.isFaithful() && line.entry().threads() == 1)
                .filter(line -> line.entry().batch() == batch)
                .toList();
        Optional<EngineLine> ours =
                faithful.stream().filter(line -> line.entry().isOurs()).max(bySpeed);
        Optional<EngineLine> library =
                faithful.stream().filter(line -> line.entry().isLibrary()).max(bySpeed);
        if (ours.isPresent() && library.isPresent()) {
            out.printf(
                    Locale.ROOT,
                    "  equally faithful, batch %d: %s T = %d is %.1f times %s T = %d%n",
                    batch,
                    ours.get().entry().scheme(),
                    ours.get().entry().steps(),
                    ours.get().samplesPerSecond() / library.get().samplesPerSecond(),
                    library.get().entry().tool(),
                    library.get().entry().steps());
        } else if (ours.isPresent()
                && lines.stream().anyMatch(line -> line.entry().isLibrary())) {
            out.printf(Locale.ROOT, "  equally faithful, batch %d: no library is, at any T it was tried with%n", batch);
        }
    }
}
