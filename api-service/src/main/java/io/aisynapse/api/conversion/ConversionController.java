package io.aisynapse.api.conversion;

import io.aisynapse.api.conversion.Conversions.ConversionView;
import io.aisynapse.api.dataset.StoredDataset;
import io.aisynapse.api.model.CheckedModel;
import io.aisynapse.api.model.Models;
import io.aisynapse.api.security.Caller;
import io.aisynapse.api.web.BlobAnswers;
import io.aisynapse.api.web.JsonBodies;
import io.aisynapse.api.web.JsonFields;
import io.aisynapse.api.web.Listed;
import io.aisynapse.api.web.Paging;
import io.aisynapse.api.web.ResourceIds;
import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.protocol.work.WorkOrder.ConversionSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Conversions and artefacts over HTTP. */
@RestController
class ConversionController {
    private final Conversions conversions;
    private final Models models;
    private final Artefacts artefacts;
    private final Reading reading;
    private final BlobAnswers blobs;

    ConversionController(
            Conversions conversions, Models models, Artefacts artefacts, Reading reading, BlobAnswers blobs) {
        this.conversions = conversions;
        this.models = models;
        this.artefacts = artefacts;
        this.reading = reading;
        this.blobs = blobs;
    }

    /** How bodies are read. */
    @Component
    record Reading(JsonBodies json, ConversionBody body) {}

    @PostMapping(path = "/v1/models/{id}/conversions", consumes = "application/json")
    ResponseEntity<ConversionView> create(
            @AuthenticationPrincipal Caller caller, @PathVariable String id, InputStream body) throws IOException {
        UUID modelId = ResourceIds.inPath(id, "model");
        JsonFields fields = reading.json().read(body);
        UUID calibrationId = fields.optionalId("calibration_dataset_id");
        ConversionSettings wanted = ConversionBody.settingsWithSamples(fields);
        fields.end();
        CheckedModel model = models.ready(caller.tenantId(), modelId);
        StoredDataset calibration = reading.body().dataset(caller.tenantId(), calibrationId);
        ConversionSettings settings = ImportBody.resolved(wanted, model, calibration, fields.findings());
        if (calibration != null) {
            ConversionBody.checkShape(model, settings, calibration, "/calibration_dataset_id", fields.findings());
        }
        List<ChipSpec> chips = reading.body().ownChips(caller.tenantId(), settings, fields.findings());
        fields.findings().refuse("The model cannot be converted so.");
        Conversions.Found found =
                conversions.findOrStart(new ConversionRequest(caller.tenantId(), model, calibration, settings, chips));
        return ResponseEntity.status(found.created() ? HttpStatus.ACCEPTED : HttpStatus.OK)
                .location(URI.create("/v1/conversions/" + found.id()))
                .body(conversions.view(caller.tenantId(), found.id()));
    }

    @GetMapping("/v1/models/{id}/conversions")
    Paging.Page<ConversionView> list(
            @AuthenticationPrincipal Caller caller,
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        UUID modelId = ResourceIds.inPath(id, "model");
        models.view(caller.tenantId(), modelId);
        return conversions.page(
                new Paging.Query(caller.tenantId(), "conversions of " + modelId, limit, cursor), modelId);
    }

    @GetMapping("/v1/conversions/{id}")
    ConversionView get(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
        return conversions.view(caller.tenantId(), ResourceIds.inPath(id, "conversion"));
    }

    @GetMapping("/v1/conversions/{id}/report")
    ResponseEntity<Resource> report(@AuthenticationPrincipal Caller caller, @PathVariable String id)
            throws IOException {
        String digest = conversions.reportDigest(caller.tenantId(), ResourceIds.inPath(id, "conversion"));
        return blobs.answer(digest, "application/json");
    }

    @GetMapping("/v1/models/{id}/artefacts")
    Listed<Artefacts.Artefact> artefacts(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
        return new Listed<>(artefacts.of(caller.tenantId(), ResourceIds.inPath(id, "model")));
    }

    @GetMapping("/v1/models/{id}/artefacts/{name}")
    ResponseEntity<Resource> artefact(
            @AuthenticationPrincipal Caller caller, @PathVariable String id, @PathVariable String name)
            throws IOException {
        Artefacts.Artefact artefact = artefacts.named(caller.tenantId(), ResourceIds.inPath(id, "model"), name);
        return blobs.answer(artefact.digest(), artefact.mediaType());
    }
}
