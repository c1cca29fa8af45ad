package io.aisynapse.standalone.demo;

import io.aisynapse.protocol.work.ProtocolJson;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The demo's outcome for scripts: the job's summary as the service gives it, and what it belongs to. */
final class DemoFigures {
    static ObjectNode of(JsonNode model, JsonNode job) {
        ObjectNode figures = ProtocolJson.mapper().createObjectNode();
        figures.set("model_name", model.path("name"));
        figures.set("model_digest", model.path("digest"));
        figures.set("job_id", job.path("id"));
        figures.set("state", job.path("state"));
        figures.set("chip", job.path("chip"));
        figures.set("seed", job.path("seed"));
        figures.set("result_digest", job.path("result_digest"));
        figures.set("summary", job.path("summary"));
        return figures;
    }

    private DemoFigures() {}
}
