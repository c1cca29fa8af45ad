package io.aisynapse.standalone.demo;

import java.io.PrintStream;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** The figures of a finished job, each with how it was come by: counted, measured or modelled. */
final class DemoTable {
    private static final String ROW = "  %-28s %14s  %s%n";

    private final JsonNode model;
    private final JsonNode job;
    private final JsonNode summary;

    DemoTable(JsonNode model, JsonNode job) {
        this.model = model;
        this.job = job;
        this.summary = job.path("summary");
    }

    void print(PrintStream out) {
        out.println();
        out.printf(
                Locale.ROOT,
                "  %s (%,d parameters) on %s, %,d samples%n",
                model.path("name").asString(),
                model.path("summary").path("parameters").asLong(),
                job.path("chip").asString(),
                summary.path("samples").asLong());
        out.println("  " + "─".repeat(74));
        answers(out);
        spikes(out);
        chip(out);
        cost(out);
        out.println("  " + "─".repeat(74));
        for (JsonNode warning : summary.path("warnings")) {
            out.println("  note: " + warning.asString());
        }
    }

    private void answers(PrintStream out) {
        row(out, "accuracy, original model", percent("accuracy_original"), "measured, ONNX Runtime");
        row(out, "accuracy, spiking", percent("accuracy_spiking"), "measured");
        row(out, "agreement of the two", percent("agreement"), "measured");
        row(out, "time steps", count("time_steps"), "as ordered");
    }

    private void spikes(PrintStream out) {
        row(out, "spikes", count("spikes"), "counted, " + eachSample("spikes"));
        row(out, "synaptic operations", count("synaptic_operations"), "counted, " + eachSample("synaptic_operations"));
    }

    private void chip(PrintStream out) {
        row(out, "cores used", count("cores"), "placed, for %,d neurons".formatted(number("neurons")));
        row(out, "chip latency a sample", decimal("chip_latency_us_per_sample", "µs"), "modelled");
        row(out, "chip energy a sample", decimal("energy_nj_per_sample", "nJ"), "modelled");
    }

    private void cost(PrintStream out) {
        row(out, "wall time of the job", decimal("wall_seconds", "s"), "measured");
        row(out, "processor time of the run", decimal("processor_seconds", "s"), "measured");
    }

    private static void row(PrintStream out, String name, String value, String how) {
        out.printf(Locale.ROOT, ROW, name, value, how);
    }

    private long number(String member) {
        return summary.path(member).asLong(0);
    }

    private String percent(String member) {
        JsonNode value = summary.path(member);
        return value.isNumber() ? String.format(Locale.ROOT, "%.2f %%", 100 * value.asDouble()) : "unknown";
    }

    private String count(String member) {
        return String.format(Locale.ROOT, "%,d", number(member));
    }

    private String decimal(String member, String unit) {
        JsonNode value = summary.path(member);
        return value.isNumber() ? String.format(Locale.ROOT, "%,.2f %s", value.asDouble(), unit) : "unknown";
    }

    private String eachSample(String member) {
        long samples = Math.max(1, number("samples"));
        return String.format(Locale.ROOT, "%,.0f a sample", (double) number(member) / samples);
    }
}
