package io.aisynapse.api.dataset;

import io.aisynapse.api.blob.Blobs;
import io.aisynapse.api.problem.ProblemException;
import io.aisynapse.api.web.Paging;
import io.aisynapse.protocol.work.ProtocolJson;
import io.aisynapse.protocol.work.WorkOrder.DatasetReference;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Datasets as users and other features see them. */
@Component
public class Datasets {
    private final DatasetRepository repository;
    private final JdbcClient jdbc;
    private final Paging paging;
    private final Blobs blobs;
    private final ObjectProvider<DatasetUse> uses;

    Datasets(
            DatasetRepository repository,
            JdbcClient jdbc,
            Paging paging,
            Blobs blobs,
            ObjectProvider<DatasetUse> uses) {
        this.repository = repository;
        this.jdbc = jdbc;
        this.paging = paging;
        this.blobs = blobs;
        this.uses = uses;
    }

    record DatasetView(
            UUID id,
            String name,
            int samples,
            List<Integer> sampleDimensions,
            boolean labelled,
            String digest,
            long sizeBytes,
            OffsetDateTime createdAt) {}

    /** @param upload what was read; it is kept */
    @Transactional
    DatasetView insert(UUID id, UUID tenantId, String name, ReadDataset upload) {
        blobs.keep(upload.inputs());
        if (upload.labels() != null) {
            blobs.keep(upload.labels());
        }
        OffsetDateTime createdAt = jdbc.sql("""
                        INSERT INTO dataset (id, tenant_id, name, samples, sample_dimensions, inputs_digest,
                            labels_digest, digest, size_bytes)
                        VALUES (:id, :tenant, :name, :samples, :dimensions, :inputs, :labels, :digest, :size)
                        RETURNING created_at
                        """)
                .param("id", id)
                .param("tenant", tenantId)
                .param("name", name)
                .param("samples", upload.samples())
                .param("dimensions", ProtocolJson.mapper().writeValueAsString(upload.sampleDimensions()))
                .param("inputs", upload.inputsDigest())
                .param("labels", upload.labelsDigest())
                .param("digest", upload.digest())
                .param("size", upload.sizeBytes())
                .query(OffsetDateTime.class)
                .single();
        return new DatasetView(
                id,
                name,
                upload.samples(),
                upload.sampleDimensions(),
                upload.labelsDigest() != null,
                upload.digest(),
                upload.sizeBytes(),
                createdAt);
    }

    @Transactional(readOnly = true)
    DatasetView view(UUID tenantId, UUID id) {
        return viewOf(find(tenantId, id));
    }

    @Transactional(readOnly = true)
    Paging.Page<DatasetView> page(Paging.Query query) {
        return paging.page(
                query,
                (before, limit) -> repository.findByTenantIdAndDeletedAtIsNullAndIdLessThanOrderByIdDesc(
                        query.tenantId(), before, limit),
                dataset -> dataset.id,
                Datasets::viewOf);
    }

    /** 404 when there is none. */
    @Transactional(readOnly = true)
    public StoredDataset stored(UUID tenantId, UUID id) {
        Dataset dataset = find(tenantId, id);
        return new StoredDataset(
                id,
                dimensionsOf(dataset),
                new DatasetReference(dataset.inputsDigest, dataset.labelsDigest, dataset.samples));
    }

    @Transactional
    void delete(UUID tenantId, UUID id) {
        Map<String, Object> deleted =
                jdbc.sql("""
                        UPDATE dataset SET deleted_at = clock_timestamp(), version = version + 1
                        WHERE tenant_id = :tenant AND id = :id AND deleted_at IS NULL
                        RETURNING inputs_digest, labels_digest
                        """).param("tenant", tenantId).param("id", id).query().listOfRows().stream()
                        .findFirst()
                        .orElseThrow(() -> ProblemException.notFound("dataset"));
        if (uses.stream().anyMatch(use -> use.usesDataset(id))) {
            throw ProblemException.conflict("in-use", "A conversion or job that is not finished needs the dataset.");
        }
        deleted.values().stream().filter(Objects::nonNull).map(Object::toString).forEach(blobs::discard);
    }

    private Dataset find(UUID tenantId, UUID id) {
        return repository
                .findByTenantIdAndIdAndDeletedAtIsNull(tenantId, id)
                .orElseThrow(() -> ProblemException.notFound("dataset"));
    }

    private static DatasetView viewOf(Dataset dataset) {
        return new DatasetView(
                dataset.id,
                dataset.name,
                dataset.samples,
                dimensionsOf(dataset),
                dataset.labelsDigest != null,
                dataset.digest,
                dataset.sizeBytes,
                dataset.createdAt);
    }

    private static List<Integer> dimensionsOf(Dataset dataset) {
        return List.of(ProtocolJson.mapper().readValue(dataset.sampleDimensions, Integer[].class));
    }
}
