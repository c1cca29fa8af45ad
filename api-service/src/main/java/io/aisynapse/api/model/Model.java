package io.aisynapse.api.model;

import io.aisynapse.protocol.state.ModelState;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A model's row, for reading; it is written by the statements of {@link ModelRows}. */
@Entity
@Immutable
@Table(name = "model")
class Model {
    @Id
    UUID id;

    UUID tenantId;
    String name;

    @Enumerated(EnumType.STRING)
    ModelState state;

    String digest;
    long sizeBytes;

    @Nullable
    String summary;

    String findings;
    OffsetDateTime createdAt;

    @SuppressWarnings("NullAway.Init")
    protected Model() {}
}
