package io.aisynapse.api.model;

import io.aisynapse.api.blob.BlobOwner;
import org.springframework.stereotype.Component;

/** Models name their bytes while they can be used. */
@Component
class ModelBlobs implements BlobOwner {
    private final ModelRows rows;

    ModelBlobs(ModelRows rows) {
        this.rows = rows;
    }

    @Override
    public boolean needs(String digest) {
        return rows.needs(digest);
    }
}
