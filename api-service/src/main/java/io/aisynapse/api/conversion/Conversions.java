package io.aisynapse.api.conversion;

import io.aisynapse.api.conversion.ConversionRows.NewConversion;
import io.aisynapse.api.conversion.ConversionRows.Requested;
import io.aisynapse.api.problem.ProblemException;
import io.aisynapse.api.web.FailureView;
import io.aisynapse.api.web.Paging;
import io.aisynapse.api.web.ResourceIds;
import io.aisynapse.api.work.WorkQueue;
import io.aisynapse.protocol.state.ConversionState;
import io.aisynapse.protocol.state.WorkKind;
import io.aisynapse.protocol.work.ProtocolJson;
import io.aisynapse.protocol.work.WorkOrder.ChoiceSettings;
import io.aisynapse.protocol.work.WorkOrder.ConversionSettings;
import io.aisynapse.protocol.work.WorkOrder.ConvertModel;
import io.aisynapse.protocol.work.WorkOrder.ImportSettings;
import io.aisynapse.protocol.work.WorkResult.ConversionSummary;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;

/** Conversions as users and jobs see them: asked for, and shared when an equal one is there. */
@Component
public class Conversions {
    private static final int MOST_TRIES = 3;

    private final ConversionRepository repository;
    private final ConversionRows rows;
    private final WorkQueue work;
    private final ResourceIds ids;
    private final Paging paging;

    Conversions(ConversionRepository repository, ConversionRows rows, WorkQueue work, ResourceIds ids, Paging paging) {
        this.repository = repository;
        this.rows = rows;
        this.work = work;
        this.ids = ids;
        this.paging = paging;
    }

    /**
     * @param created false when an equal one was found
     * @param programDigest there when it is READY, as is the summary
     */
    public record Found(
            UUID id,
            boolean created,
            ConversionState state,
            @Nullable String programDigest,
            @Nullable ConversionSummary summary) {}

    record ConversionView(
            UUID id,
            UUID modelId,
            @Nullable UUID calibrationDatasetId,
            ConversionState state,
            @Nullable String stage,
            int done,
            int total,
            ConversionSettings settings,
            @Nullable JsonNode summary,
            @Nullable FailureView failure,
            OffsetDateTime createdAt,
            @Nullable OffsetDateTime startedAt,
            @Nullable OffsetDateTime finishedAt) {}

    /** Finds an equal conversion or starts one; its row stays locked until the transaction ends. */
    @Transactional(propagation = Propagation.REQUIRED)
    public Found findOrStart(ConversionRequest request) {
        String equality = request.equality();
        for (int i = 0; i < MOST_TRIES; i++) {
            UUID id = ids.next();
            boolean created = rows.insert(new NewConversion(
                    id,
                    request.tenantId(),
                    request.model().id(),
                    request.calibration() == null ? null : request.calibration().id(),
                    request.settings(),
                    equality));
            if (created) {
                work.add(
                        request.tenantId(),
                        WorkKind.CONVERSION,
                        id,
                        List.of(new WorkQueue.Piece(1, order(id, request))));
                return new Found(id, true, ConversionState.QUEUED, null, null);
            }
            Requested equal = rows.lockEqual(request.tenantId(), request.model().id(), equality)
                    .orElse(null);
            if (equal != null) {
                return new Found(equal.id(), false, equal.state(), equal.programDigest(), equal.summary());
            }
        }
        throw ProblemException.conflict("try-again", "An equal conversion is failing just now.");
    }

    private static ConvertModel order(UUID id, ConversionRequest request) {
        return new ConvertModel(
                id.toString(),
                request.model().digest(),
                request.model().name(),
                request.calibration() == null ? null : request.calibration().reference(),
                request.settings(),
                request.profiles());
    }

    @Transactional(readOnly = true)
    ConversionView view(UUID tenantId, UUID id) {
        return viewOf(find(tenantId, id));
    }

    @Transactional(readOnly = true)
    Paging.Page<ConversionView> page(Paging.Query query, UUID modelId) {
        return paging.page(
                query,
                (before, limit) -> repository.findByTenantIdAndModelIdAndIdLessThanOrderByIdDesc(
                        query.tenantId(), modelId, before, limit),
                conversion -> conversion.id,
                Conversions::viewOf);
    }

    /** Digest of the report; 409 {@code not-finished} before there is one. */
    @Transactional(readOnly = true)
    public String reportDigest(UUID tenantId, UUID id) {
        Conversion conversion = find(tenantId, id);
        if (conversion.reportDigest == null) {
            throw ProblemException.conflict("not-finished", "The conversion is " + conversion.state + ".");
        }
        return conversion.reportDigest;
    }

    /** Of a READY conversion. */
    @Transactional(readOnly = true)
    public ConversionSummary summary(UUID tenantId, UUID id) {
        return ProtocolJson.mapper().readValue(String.valueOf(find(tenantId, id).summary), ConversionSummary.class);
    }

    private Conversion find(UUID tenantId, UUID id) {
        return repository.findByTenantIdAndId(tenantId, id).orElseThrow(() -> ProblemException.notFound("conversion"));
    }

    private static ConversionView viewOf(Conversion row) {
        return new ConversionView(
                row.id,
                row.modelId,
                row.calibrationDatasetId,
                row.state,
                row.stage,
                row.done,
                row.total,
                new ConversionSettings(
                        row.scheme,
                        row.timeSteps,
                        row.chip,
                        row.calibrationSamples,
                        row.seed,
                        row.hybrid,
                        row.choice == null ? null : ProtocolJson.mapper().readValue(row.choice, ChoiceSettings.class),
                        row.inputRange == null
                                ? null
                                : List.of(ProtocolJson.mapper().readValue(row.inputRange, Double[].class)),
                        row.nir == null ? null : ProtocolJson.mapper().readValue(row.nir, ImportSettings.class)),
                row.summary == null ? null : ProtocolJson.mapper().readTree(row.summary),
                row.failure == null ? null : FailureView.of(row.failure),
                row.createdAt,
                row.startedAt,
                row.finishedAt);
    }
}
