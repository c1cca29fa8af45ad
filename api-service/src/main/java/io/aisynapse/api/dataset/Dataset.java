package io.aisynapse.api.dataset;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A dataset's row, for reading. */
@Entity
@Immutable
@Table(name = "dataset")
class Dataset {
    @Id
    UUID id;

    UUID tenantId;
    String name;
    int samples;
    String sampleDimensions;
    String inputsDigest;

    @Nullable
    String labelsDigest;

    String digest;
    long sizeBytes;
    OffsetDateTime createdAt;

    @Nullable
    OffsetDateTime deletedAt;

    @SuppressWarnings("NullAway.Init")
    protected Dataset() {}
}
