package io.aisynapse.api.model;

import io.aisynapse.api.blob.Blobs;
import io.aisynapse.api.problem.ProblemException;
import io.aisynapse.api.web.Paging;
import io.aisynapse.protocol.problem.Problem;
import io.aisynapse.protocol.state.ModelState;
import io.aisynapse.protocol.work.ProtocolJson;
import io.aisynapse.protocol.work.WorkResult.ModelSummary;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;

/** Models as users and other features see them. */
@Component
public class Models {
    private final ModelRepository repository;
    private final ModelRows rows;
    private final Paging paging;
    private final Blobs blobs;
    private final ObjectProvider<ModelUse> uses;

    Models(ModelRepository repository, ModelRows rows, Paging paging, Blobs blobs, ObjectProvider<ModelUse> uses) {
        this.repository = repository;
        this.rows = rows;
        this.paging = paging;
        this.blobs = blobs;
        this.uses = uses;
    }

    record ModelView(
            UUID id,
            String name,
            ModelState state,
            String digest,
            long sizeBytes,
            OffsetDateTime createdAt,
            @Nullable JsonNode summary,
            List<Problem> findings) {}

    @Transactional(readOnly = true)
    public ModelView view(UUID tenantId, UUID id) {
        return viewOf(find(tenantId, id));
    }

    @Transactional(readOnly = true)
    Paging.Page<ModelView> page(Paging.Query query) {
        return paging.page(
                query,
                (before, limit) -> repository.findByTenantIdAndStateNotAndIdLessThanOrderByIdDesc(
                        query.tenantId(), ModelState.DELETED, before, limit),
                model -> model.id,
                Models::viewOf);
    }

    /** A model that can be used; 404, 409 {@code model-not-ready}, or 422 with the gate's findings. */
    @Transactional(readOnly = true)
    public CheckedModel ready(UUID tenantId, UUID id) {
        Model model = find(tenantId, id);
        if (model.state == ModelState.REJECTED) {
            throw rejection(findingsOf(model));
        }
        if (model.state != ModelState.READY || model.summary == null) {
            throw ProblemException.conflict("model-not-ready", "The model is still being checked.")
                    .withHeader("Retry-After", "1");
        }
        ModelSummary summary = ProtocolJson.mapper().readValue(model.summary, ModelSummary.class);
        return new CheckedModel(model.id, model.name, model.digest, model.sizeBytes, summary);
    }

    @Transactional
    void delete(UUID tenantId, UUID id) {
        String digest = rows.deleted(tenantId, id).orElseThrow(() -> ProblemException.notFound("model"));
        if (uses.stream().anyMatch(use -> use.uses(id))) {
            throw ProblemException.conflict("in-use", "A conversion or job that is not finished needs the model.");
        }
        blobs.discard(digest);
    }

    static ProblemException rejection(List<Problem> findings) {
        String code =
                findings.isEmpty() ? "model-rejected" : findings.getFirst().code();
        return new ProblemException(
                HttpStatus.UNPROCESSABLE_CONTENT,
                code,
                "The model is not accepted; errors has each finding (%d).".formatted(findings.size()),
                findings);
    }

    private Model find(UUID tenantId, UUID id) {
        return repository
                .findByTenantIdAndIdAndStateNot(tenantId, id, ModelState.DELETED)
                .orElseThrow(() -> ProblemException.notFound("model"));
    }

    private static ModelView viewOf(Model model) {
        JsonNode summary = model.summary == null ? null : ProtocolJson.mapper().readTree(model.summary);
        return new ModelView(
                model.id,
                model.name,
                model.state,
                model.digest,
                model.sizeBytes,
                model.createdAt,
                summary,
                findingsOf(model));
    }

    private static List<Problem> findingsOf(Model model) {
        return List.of(ProtocolJson.mapper().readValue(model.findings, Problem[].class));
    }
}
