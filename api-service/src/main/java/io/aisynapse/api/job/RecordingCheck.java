package io.aisynapse.api.job;

import io.aisynapse.api.conversion.Conversions;
import io.aisynapse.api.web.Findings;
import io.aisynapse.protocol.artifact.ArtifactStore;
import io.aisynapse.protocol.problem.Problem;
import io.aisynapse.protocol.work.ProtocolJson;
import io.aisynapse.protocol.work.WorkOrder.MembraneTraces;
import io.aisynapse.protocol.work.WorkOrder.Recording;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Holds what a job wants to record against the report of its conversion, when that is READY. Otherwise, and for what a
 * report does not say, the nodes refuse it.
 */
@Component
class RecordingCheck {
    private static final int NAMES_SHOWN = 40;

    private final Conversions conversions;
    private final ArtifactStore store;

    RecordingCheck(Conversions conversions, ArtifactStore store) {
        this.conversions = conversions;
        this.store = store;
    }

    /** Throws a refusal with all names and neurons that the network does not have. */
    void check(UUID tenantId, UUID conversionId, Recording wish) {
        if (wish.populations().isEmpty() && wish.membranes().isEmpty()) {
            return;
        }
        JsonNode known = populations(conversions.reportDigest(tenantId, conversionId));
        if (!known.isObject()) {
            return;
        }
        Findings findings = new Findings();
        for (String name : wish.populations()) {
            isKnown(name, known, "/record/populations", findings);
        }
        for (MembraneTraces traces : wish.membranes()) {
            if (isKnown(traces.population(), known, "/record/membranes", findings)) {
                checkNeurons(traces, known.path(traces.population()).intValue(), findings);
            }
        }
        findings.refuse("The job is not accepted; errors has each finding.");
    }

    private JsonNode populations(String reportDigest) {
        try (InputStream report = store.open(reportDigest)) {
            return ProtocolJson.mapper().readTree(report).path("populations");
        } catch (IOException e) {
            throw new UncheckedIOException("the report of a conversion cannot be read", e);
        }
    }

    private static boolean isKnown(String name, JsonNode known, String pointer, Findings findings) {
        if (known.has(name)) {
            return true;
        }
        List<String> names = known.propertyNames().stream().limit(NAMES_SHOWN).toList();
        findings.add(new Problem(
                "unknown-population",
                pointer,
                "The network has no such population.",
                name,
                "one of " + names + (names.size() < known.size() ? " and others" : ""),
                "take names of populations from the conversion's report"));
        return false;
    }

    private static void checkNeurons(MembraneTraces traces, int size, Findings findings) {
        for (int neuron : traces.neurons()) {
            if (neuron >= size) {
                findings.add(new Problem(
                        "unknown-neuron",
                        "/record/membranes",
                        "The population %s has no such neuron.".formatted(traces.population()),
                        Integer.toString(neuron),
                        "0 to " + (size - 1),
                        "indices are flat, channels first"));
            }
        }
    }
}
