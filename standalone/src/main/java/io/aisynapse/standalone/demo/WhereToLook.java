package io.aisynapse.standalone.demo;

import io.aisynapse.standalone.client.ApiClient;
import java.io.PrintStream;
import tools.jackson.databind.JsonNode;

/** The way on from the table: lines to paste into another terminal. */
final class WhereToLook {
    static void print(PrintStream out, ApiClient client, DemoState state, JsonNode job) {
        String jobPath = "/v1/jobs/" + job.path("id").asString();
        out.println();
        out.println("  Where to look next, from another terminal:");
        out.println("    KEY=" + state.get(DemoState.KEY));
        line(out, client, jobPath, "the job and its summary");
        line(out, client, jobPath + "/results", "every answer, spike and operation count");
        line(out, client, jobPath + "/events", "what happened, as server-sent events");
        line(out, client, "/v1/conversions/" + job.path("conversion_id").asString() + "/report", "the conversion");
        line(out, client, "/v1/models/" + state.get(DemoState.MODEL) + "/artefacts", "the core program and more");
        out.println("    curl -s " + client.address("/openapi.yaml") + "   # the whole interface");
        out.println();
    }

    private static void line(PrintStream out, ApiClient client, String path, String what) {
        out.printf("    curl -sH \"X-API-Key: $KEY\" %s   # %s%n", client.address(path), what);
    }

    private WhereToLook() {}
}
