package io.aisynapse.standalone.demo;

import io.aisynapse.standalone.client.ApiClient;
import java.io.PrintStream;
import tools.jackson.databind.JsonNode;

/** The way on from the table: lines to paste into another terminal. */
final class WhereToLook {
    static void print(PrintStream out, ApiClient client, DemoState state, JsonNode job) {
        out.println();
        out.println("  Where to look next, from another terminal:");
        out.println(
                "    URL=" + client.address("/v1") + " JOB=" + job.path("id").asString());
        out.println("    KEY='X-API-Key: " + state.get(DemoState.KEY) + "'");
        line(out, "/jobs/$JOB", "the job and its summary");
        line(out, "/jobs/$JOB/results", "every answer, its spikes and operations");
        line(out, "/jobs/$JOB/events", "what happened, as server-sent events");
        line(out, "/conversions/" + job.path("conversion_id").asString() + "/report", "layer by layer");
        line(out, "/models/" + state.get(DemoState.MODEL) + "/artefacts", "the core program");
        line(out, "/chips/" + job.path("chip").asString(), "the chip that was emulated");
        out.println("    curl -s " + client.address("/openapi.yaml") + "  # the whole interface");
        out.println();
    }

    private static void line(PrintStream out, String path, String what) {
        out.printf("    curl -sH \"$KEY\" $URL%s  # %s%n", path, what);
    }

    private WhereToLook() {}
}
