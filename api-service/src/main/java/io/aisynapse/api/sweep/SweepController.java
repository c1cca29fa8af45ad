package io.aisynapse.api.sweep;

import io.aisynapse.api.conversion.ConversionBody;
import io.aisynapse.api.job.JobSubmission;
import io.aisynapse.api.security.Caller;
import io.aisynapse.api.sweep.Sweeps.SweepView;
import io.aisynapse.api.web.JsonBodies;
import io.aisynapse.api.web.JsonFields;
import io.aisynapse.api.web.Paging;
import io.aisynapse.api.web.ResourceIds;
import io.aisynapse.core.chip.ChipProfiles;
import io.aisynapse.protocol.work.WorkOrder.ConversionSettings;
import io.aisynapse.protocol.work.WorkOrder.RunWishes;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Sweeps over HTTP. */
@RestController
@RequestMapping("/v1/sweeps")
class SweepController {
    private static final int MOST_VALUES = 64;
    private static final Pattern FIELD = Pattern.compile("[a-z][a-zA-Z.]{0,63}");
    private static final String FIELD_WANTED =
            "a figure of a chip profile, for example precision.weightBits, mesh.cores or cost.message.picojoules";

    private final Sweeps sweeps;
    private final JsonBodies bodies;

    SweepController(Sweeps sweeps, JsonBodies bodies) {
        this.sweeps = sweeps;
        this.bodies = bodies;
    }

    @PostMapping(consumes = "application/json")
    ResponseEntity<SweepView> start(@AuthenticationPrincipal Caller caller, InputStream body) throws IOException {
        UUID id = sweeps.start(caller.tenantId(), request(bodies.read(body)));
        return ResponseEntity.accepted()
                .location(URI.create("/v1/sweeps/" + id))
                .header("Retry-After", "1")
                .body(sweeps.view(caller.tenantId(), id));
    }

    private static Sweeps.Request request(JsonFields fields) {
        UUID modelId = fields.id("model_id");
        UUID datasetId = fields.id("dataset_id");
        UUID calibrationId = fields.optionalId("calibration_dataset_id");
        ConversionSettings settings = ConversionBody.settings(fields);
        if (settings.choice() != null) {
            fields.findings().badValue("/scheme", ConversionSettings.AUTO, "a scheme, the same for all values");
        }
        int shardSamples = (int) fields.integerOr("shard_samples", 32, 1, JobSubmission.MOST_SHARD_SAMPLES);
        String name = fields.optionalName("name");
        String field = fields.textOr("field", "", FIELD, FIELD_WANTED);
        if (!ChipProfiles.isField(field)) {
            fields.findings().badValue("/field", field.isEmpty() ? "nothing" : field, FIELD_WANTED);
        }
        List<String> values = fields.scalars("values", MOST_VALUES);
        fields.end();
        if (modelId == null || datasetId == null) {
            throw new IllegalStateException("a missing id was no finding");
        }
        JobSubmission.Request job = new JobSubmission.Request(
                modelId, datasetId, calibrationId, settings, shardSamples, RunWishes.NONE, name);
        return new Sweeps.Request(job, field, values);
    }

    @GetMapping
    Paging.Page<SweepView> list(
            @AuthenticationPrincipal Caller caller,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return sweeps.page(new Paging.Query(caller.tenantId(), "sweeps", limit, cursor));
    }

    @GetMapping("/{id}")
    SweepView get(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
        return sweeps.view(caller.tenantId(), ResourceIds.inPath(id, "sweep"));
    }
}
