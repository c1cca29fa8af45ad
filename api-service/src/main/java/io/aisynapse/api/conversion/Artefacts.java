package io.aisynapse.api.conversion;

import io.aisynapse.api.model.CheckedModel;
import io.aisynapse.api.model.Models;
import io.aisynapse.api.problem.ProblemException;
import io.aisynapse.protocol.artifact.ArtifactStore;
import io.aisynapse.protocol.state.ConversionState;
import io.aisynapse.protocol.work.ProtocolJson;
import io.aisynapse.protocol.work.WorkResult.ConversionSummary;
import io.aisynapse.protocol.work.WorkResult.HybridSummary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The files that belong to a model: its own, and what each READY conversion left. */
@Component
class Artefacts {
    private static final String BYTES = "application/octet-stream";
    private static final String HDF5 = "application/x-hdf5";

    private final Models models;
    private final ConversionRepository conversions;
    private final ArtifactStore store;

    Artefacts(Models models, ConversionRepository conversions, ArtifactStore store) {
        this.models = models;
        this.conversions = conversions;
        this.store = store;
    }

    record Artefact(String name, String digest, long sizeBytes, String mediaType, String href) {}

    List<Artefact> of(UUID tenantId, UUID modelId) {
        CheckedModel model = models.ready(tenantId, modelId);
        List<Artefact> artefacts = new ArrayList<>();
        artefacts.add(
                model.summary().isNir()
                        ? artefact(modelId, "model.nir", model.digest(), HDF5)
                        : artefact(modelId, "model.onnx", model.digest(), "application/onnx"));
        for (Conversion conversion :
                conversions.findByTenantIdAndModelIdAndStateOrderById(tenantId, modelId, ConversionState.READY)) {
            if (conversion.programDigest != null && conversion.reportDigest != null) {
                artefacts.add(artefact(modelId, conversion.id + ".program", conversion.programDigest, BYTES));
                artefacts.add(
                        artefact(modelId, conversion.id + ".report.json", conversion.reportDigest, "application/json"));
            }
            if (conversion.networkDigest != null && conversion.expectedDigest != null) {
                artefacts.add(artefact(modelId, conversion.id + ".network.nir", conversion.networkDigest, HDF5));
                artefacts.add(artefact(modelId, conversion.id + ".expected.nirdata", conversion.expectedDigest, HDF5));
            }
            HybridSummary hybrid = hybridOf(conversion);
            if (hybrid != null) {
                addPart(artefacts, modelId, conversion.id + ".preamble.onnx", hybrid.preambleDigest());
                addPart(artefacts, modelId, conversion.id + ".remainder.onnx", hybrid.remainderDigest());
            }
        }
        return artefacts;
    }

    private void addPart(List<Artefact> artefacts, UUID modelId, String name, @Nullable String digest) {
        if (digest != null) {
            artefacts.add(artefact(modelId, name, digest, "application/onnx"));
        }
    }

    private static @Nullable HybridSummary hybridOf(Conversion conversion) {
        return conversion.summary == null
                ? null
                : ProtocolJson.mapper()
                        .readValue(conversion.summary, ConversionSummary.class)
                        .hybrid();
    }

    Artefact named(UUID tenantId, UUID modelId, String name) {
        return of(tenantId, modelId).stream()
                .filter(artefact -> artefact.name().equals(name))
                .findFirst()
                .orElseThrow(() -> ProblemException.notFound("artefact"));
    }

    private Artefact artefact(UUID modelId, String name, String digest, String mediaType) {
        try {
            String href = "/v1/models/" + modelId + "/artefacts/" + name;
            return new Artefact(name, digest, store.size(digest), mediaType, href);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
