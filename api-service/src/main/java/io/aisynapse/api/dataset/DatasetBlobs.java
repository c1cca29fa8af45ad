package io.aisynapse.api.dataset;

import io.aisynapse.api.blob.BlobOwner;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Datasets name the blobs of their inputs and labels until they are deleted. */
@Component
class DatasetBlobs implements BlobOwner {
    private final JdbcClient jdbc;

    DatasetBlobs(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public boolean needs(String digest) {
        return jdbc.sql("""
                        SELECT EXISTS (SELECT 1 FROM dataset WHERE deleted_at IS NULL
                            AND (inputs_digest = :digest OR labels_digest = :digest))
                        """).param("digest", digest).query(Boolean.class).single();
    }
}
