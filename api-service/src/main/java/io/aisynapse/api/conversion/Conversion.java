package io.aisynapse.api.conversion;

import io.aisynapse.protocol.state.ConversionState;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A conversion's row, for reading; it is written by the statements of {@link ConversionRows}. */
@Entity
@Immutable
@Table(name = "conversion")
class Conversion {
    @Id
    UUID id;

    UUID tenantId;
    UUID modelId;

    @Nullable
    UUID calibrationDatasetId;

    @Enumerated(EnumType.STRING)
    ConversionState state;

    String scheme;
    int timeSteps;
    String chip;
    int calibrationSamples;
    long seed;
    String hybrid;

    @Nullable
    String choice;

    @Nullable
    String nir;

    @Nullable
    String inputRange;

    @Nullable
    String stage;

    int done;
    int total;

    @Nullable
    String programDigest;

    @Nullable
    String reportDigest;

    @Nullable
    String networkDigest;

    @Nullable
    String expectedDigest;

    @Nullable
    String summary;

    @Nullable
    String failure;

    OffsetDateTime createdAt;

    @Nullable
    OffsetDateTime startedAt;

    @Nullable
    OffsetDateTime finishedAt;

    @SuppressWarnings("NullAway.Init")
    protected Conversion() {}
}
