package io.aisynapse.api.job;

import io.aisynapse.api.conversion.ConversionBody;
import io.aisynapse.api.job.Jobs.JobView;
import io.aisynapse.api.security.Caller;
import io.aisynapse.api.web.BlobAnswers;
import io.aisynapse.api.web.JsonBodies;
import io.aisynapse.api.web.JsonFields;
import io.aisynapse.api.web.Paging;
import io.aisynapse.api.web.ResourceIds;
import io.aisynapse.protocol.work.WorkOrder.ConversionSettings;
import io.aisynapse.protocol.work.WorkOrder.RunWishes;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Jobs over HTTP. */
@RestController
@RequestMapping("/v1/jobs")
class JobController {
    private static final int MOST_MIN_TICKS = 4096;
    private static final double LARGEST_MARGIN = 1e9;

    private final JobSubmission submission;
    private final Jobs jobs;
    private final JsonBodies bodies;
    private final BlobAnswers blobs;

    JobController(JobSubmission submission, Jobs jobs, JsonBodies bodies, BlobAnswers blobs) {
        this.submission = submission;
        this.jobs = jobs;
        this.bodies = bodies;
        this.blobs = blobs;
    }

    @PostMapping(consumes = "application/json")
    ResponseEntity<JobView> submit(@AuthenticationPrincipal Caller caller, InputStream body) throws IOException {
        UUID id = submission.submit(caller.tenantId(), request(bodies.read(body)));
        return ResponseEntity.accepted()
                .location(URI.create("/v1/jobs/" + id))
                .header("Retry-After", "1")
                .body(jobs.view(caller.tenantId(), id));
    }

    private static JobSubmission.Request request(JsonFields fields) {
        UUID modelId = fields.id("model_id");
        UUID datasetId = fields.id("dataset_id");
        UUID calibrationId = fields.optionalId("calibration_dataset_id");
        ConversionSettings settings = ConversionBody.settings(fields);
        int shardSamples = (int) fields.integerOr("shard_samples", 32, 1, JobSubmission.MOST_SHARD_SAMPLES);
        String name = fields.optionalName("name");
        RunWishes wishes = wishes(fields, settings.scheme());
        fields.end();
        if (modelId == null || datasetId == null) {
            throw new IllegalStateException("a missing id was no finding");
        }
        return new JobSubmission.Request(modelId, datasetId, calibrationId, settings, shardSamples, wishes, name);
    }

    private static RunWishes wishes(JsonFields fields, String scheme) {
        double margin = fields.numberOr("early_exit_margin", Double.NaN, 0, LARGEST_MARGIN);
        boolean early = !Double.isNaN(margin);
        if (early && scheme.equals("serial")) {
            fields.findings()
                    .badValue("/early_exit_margin", "a margin with scheme serial", "another scheme, or no margin");
        }
        if (fields.has("early_exit_min_ticks") && !fields.has("early_exit_margin")) {
            fields.findings().badValue("/early_exit_min_ticks", "ticks without a margin", "early_exit_margin as well");
        }
        return new RunWishes(
                early ? margin : null,
                (int) fields.integerOr("early_exit_min_ticks", 1, 1, MOST_MIN_TICKS),
                fields.flagOr("against_time", false),
                FaultBody.read(fields),
                RecordingBody.read(fields));
    }

    @GetMapping
    Paging.Page<JobView> list(
            @AuthenticationPrincipal Caller caller,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return jobs.page(new Paging.Query(caller.tenantId(), "jobs", limit, cursor));
    }

    @GetMapping("/{id}")
    JobView get(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
        return jobs.view(caller.tenantId(), ResourceIds.inPath(id, "job"));
    }

    @PostMapping("/{id}/cancel")
    JobView cancel(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
        return jobs.cancel(caller.tenantId(), ResourceIds.inPath(id, "job"));
    }

    @GetMapping("/{id}/results")
    ResponseEntity<Resource> results(@AuthenticationPrincipal Caller caller, @PathVariable String id)
            throws IOException {
        return blobs.answer(jobs.resultDigest(caller.tenantId(), ResourceIds.inPath(id, "job")), "application/json");
    }

    @GetMapping("/{id}/recordings")
    ResponseEntity<Resource> recordings(@AuthenticationPrincipal Caller caller, @PathVariable String id)
            throws IOException {
        return blobs.answer(jobs.recordingsDigest(caller.tenantId(), ResourceIds.inPath(id, "job")), "application/zip");
    }
}
