package io.aisynapse.api.sweep;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A sweep's row, which never changes: what its jobs have come to is theirs to tell. */
@Entity
@Immutable
@Table(name = "sweep")
class Sweep {
    @Id
    UUID id;

    UUID tenantId;

    @Nullable
    String name;

    UUID modelId;
    UUID datasetId;
    String chip;
    String field;
    String trials;
    OffsetDateTime createdAt;

    @SuppressWarnings("NullAway.Init")
    protected Sweep() {}
}
