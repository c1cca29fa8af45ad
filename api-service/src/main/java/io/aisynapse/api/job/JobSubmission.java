package io.aisynapse.api.job;

import io.aisynapse.api.ApiSettings;
import io.aisynapse.api.conversion.ConversionBody;
import io.aisynapse.api.conversion.ConversionRequest;
import io.aisynapse.api.conversion.Conversions;
import io.aisynapse.api.conversion.ImportBody;
import io.aisynapse.api.dataset.StoredDataset;
import io.aisynapse.api.job.JobRows.ShardPlan;
import io.aisynapse.api.job.JobRows.Submitted;
import io.aisynapse.api.model.CheckedModel;
import io.aisynapse.api.model.Models;
import io.aisynapse.api.web.Findings;
import io.aisynapse.api.web.ResourceIds;
import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.protocol.problem.Problem;
import io.aisynapse.protocol.state.JobState;
import io.aisynapse.protocol.work.WorkOrder.ConversionSettings;
import io.aisynapse.protocol.work.WorkOrder.Recording;
import io.aisynapse.protocol.work.WorkOrder.RunWishes;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes a job: what it names is looked at first, then job, conversion (found or started), shards, events and doorbells
 * are written in one transaction.
 */
@Component
public class JobSubmission {
    /** Samples of a shard at most. */
    public static final int MOST_SHARD_SAMPLES = 4096;

    private final Models models;
    private final Conversions conversions;
    private final ConversionBody shared;
    private final Writing writing;
    private final TransactionTemplate transaction;

    JobSubmission(
            Models models,
            Conversions conversions,
            ConversionBody shared,
            Writing writing,
            TransactionTemplate transaction) {
        this.models = models;
        this.conversions = conversions;
        this.shared = shared;
        this.writing = writing;
        this.transaction = transaction;
    }

    /** What writes a job down. */
    @Component
    record Writing(
            JobRows rows,
            JobStates states,
            ShardPlanning planning,
            RecordingCheck recordings,
            ResourceIds ids,
            ApiSettings settings) {}

    /** A job as its body asks for it. */
    public record Request(
            UUID modelId,
            UUID datasetId,
            @Nullable UUID calibrationDatasetId,
            ConversionSettings settings,
            int shardSamples,
            RunWishes wishes,
            @Nullable String name) {
        public Request with(ConversionSettings next) {
            return new Request(modelId, datasetId, calibrationDatasetId, next, shardSamples, wishes, name);
        }

        public Request withName(@Nullable String next) {
            return new Request(modelId, datasetId, calibrationDatasetId, settings, shardSamples, wishes, next);
        }
    }

    /** Throws a problem when the request names a model or data that the tenant does not have, or a model not READY. */
    public void checkNamed(UUID tenantId, Request request) {
        models.ready(tenantId, request.modelId());
        shared.dataset(tenantId, request.datasetId());
        shared.dataset(tenantId, request.calibrationDatasetId());
    }

    /** Takes a job whose chip, if it is no built-in one, the tenant has sent. */
    UUID submit(UUID tenantId, Request request) {
        return submit(tenantId, request, null);
    }

    /** @param variant the profile that the settings' chip names, when it is none that is kept */
    public UUID submit(UUID tenantId, Request request, @Nullable ChipSpec variant) {
        CheckedModel model = models.ready(tenantId, request.modelId());
        StoredDataset given = shared.dataset(tenantId, request.calibrationDatasetId());
        StoredDataset dataset = Objects.requireNonNull(shared.dataset(tenantId, request.datasetId()));
        Findings findings = new Findings();
        ConversionSettings settings = ImportBody.resolved(request.settings(), model, dataset, findings);
        Request resolved = request.with(settings);
        List<ChipSpec> chips = variant == null ? shared.ownChips(tenantId, settings, findings) : List.of(variant);
        check(resolved, model, dataset, given, findings);
        ConversionRequest conversion =
                new ConversionRequest(tenantId, model, given == null ? dataset : given, settings, chips);
        UUID id = writing.ids().next();
        transaction.executeWithoutResult(status -> write(id, resolved, dataset, conversion));
        return id;
    }

    private void check(
            Request request,
            CheckedModel model,
            StoredDataset dataset,
            @Nullable StoredDataset calibration,
            Findings findings) {
        ConversionBody.checkShape(model, request.settings(), dataset, "/dataset_id", findings);
        if (calibration != null) {
            ConversionBody.checkShape(model, request.settings(), calibration, "/calibration_dataset_id", findings);
        }
        int shards = ShardPlanning.shards(dataset.reference().samples(), request.shardSamples());
        int most = writing.settings().limits().shards();
        if (shards > most) {
            findings.add(new Problem(
                    "too-many-shards",
                    "/shard_samples",
                    "The dataset would be cut into too many shards.",
                    "%d samples in %d shards".formatted(dataset.reference().samples(), shards),
                    "at most " + most + " shards",
                    "put more samples into each shard"));
        }
        findings.refuse("The job is not accepted; errors has each finding.");
    }

    private void write(UUID id, Request request, StoredDataset dataset, ConversionRequest wanted) {
        Conversions.Found conversion = conversions.findOrStart(wanted);
        Recording recording = request.wishes().record();
        if (recording != null && conversion.programDigest() != null) {
            writing.recordings().check(wanted.tenantId(), conversion.id(), recording);
        }
        ShardPlan plan =
                new ShardPlan(wanted.model().digest(), dataset.reference(), request.shardSamples(), request.wishes());
        ConversionSettings settings = request.settings();
        writing.rows()
                .insert(new Submitted(
                        id,
                        wanted.tenantId(),
                        request.name(),
                        request.modelId(),
                        request.datasetId(),
                        conversion.id(),
                        request.calibrationDatasetId() == null,
                        plan,
                        settings.timeSteps(),
                        settings.chip(),
                        settings.scheme(),
                        settings.seed()));
        if (conversion.programDigest() == null) {
            writing.states().move(id, JobState.CONVERTING);
        } else {
            writing.planning()
                    .queue(
                            wanted.tenantId(),
                            id,
                            plan,
                            ShardPlanning.ConversionResult.of(conversion.programDigest(), conversion.summary()));
        }
    }
}
