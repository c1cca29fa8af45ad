package io.aisynapse.api.job;

import io.aisynapse.api.blob.BlobOwner;
import io.aisynapse.api.dataset.DatasetUse;
import io.aisynapse.api.model.ModelUse;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What jobs still need of models, datasets and blobs. */
@Component
class JobUses implements ModelUse, DatasetUse, BlobOwner {
    private final JdbcClient jdbc;

    JobUses(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public boolean uses(UUID modelId) {
        return unfinished("model_id = :value", modelId);
    }

    @Override
    public boolean usesDataset(UUID datasetId) {
        return unfinished("dataset_id = :value", datasetId);
    }

    private boolean unfinished(String condition, UUID value) {
        return jdbc.sql("""
                        SELECT EXISTS (SELECT 1 FROM job
                            WHERE state NOT IN ('SUCCEEDED', 'FAILED', 'CANCELLED', 'EXPIRED') AND %s)
                        """.formatted(condition))
                .param("value", value)
                .query(Boolean.class)
                .single();
    }

    /** Results of shards are kept with their job's. */
    @Override
    public boolean needs(String digest) {
        return jdbc.sql("""
                        SELECT EXISTS (SELECT 1 FROM job WHERE result_digest = :digest OR recordings_digest = :digest)
                            OR EXISTS (SELECT 1 FROM work WHERE kind = 'SHARD' AND result LIKE '%' || :digest || '%')
                        """).param("digest", digest).query(Boolean.class).single();
    }
}
