package io.aisynapse.standalone.sweep;

import io.aisynapse.standalone.client.ApiAnswer;
import java.io.PrintStream;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** A sweep as text: a line a value, of figures or of what stands against it. */
final class SweepTable {
    private static final String ROW = "  %-14s %10s %10s %8s %16s %16s%n";

    private SweepTable() {}

    static void print(JsonNode sweep, PrintStream out) {
        out.printf(
                "%n  %s of %s%n",
                sweep.path("field").asString(), sweep.path("chip").asString());
        out.printf(ROW, "value", "accuracy", "agreement", "cores", "energy, nJ", "latency, µs");
        for (JsonNode row : sweep.path("rows")) {
            line(row, out);
        }
        out.println("  energy and latency are modelled, of a sample");
    }

    private static void line(JsonNode row, PrintStream out) {
        String value = row.path("value").asString();
        JsonNode figures = row.path("figures");
        if (!figures.isObject()) {
            out.printf("  %-14s %s: %s%n", value, row.path("state").asString(), reason(row));
            return;
        }
        out.printf(
                ROW,
                value,
                percent(figures.path("accuracy")),
                percent(figures.path("agreement")),
                figures.path("cores").intValue(),
                decimal(figures.path("energy_nj_per_sample")),
                decimal(figures.path("latency_us_per_sample")));
    }

    private static String reason(JsonNode row) {
        JsonNode failure = row.path("failure");
        JsonNode findings = failure.isObject() ? failure.path("errors") : row.path("errors");
        if (findings.isEmpty()) {
            return failure.path("message").asString("no reason given");
        }
        JsonNode first = findings.path(0);
        return "%s Seen: %s; wanted: %s."
                .formatted(
                        ApiAnswer.firstOf(findings),
                        first.path("seen").asString(""),
                        first.path("wanted").asString(""));
    }

    private static String percent(JsonNode share) {
        return share.isNumber() ? String.format(Locale.ROOT, "%.2f %%", 100 * share.doubleValue()) : "–";
    }

    private static String decimal(JsonNode figure) {
        return String.format(Locale.ROOT, "%,.2f", figure.doubleValue());
    }
}
