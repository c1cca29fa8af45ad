package io.aisynapse.api.job;

import io.aisynapse.protocol.state.JobState;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A job's row, for reading; it is written by the statements of {@link JobStates} and {@link JobRows}. */
@Entity
@Immutable
@Table(name = "job")
class Job {
    @Id
    UUID id;

    UUID tenantId;

    @Nullable
    String name;

    @Enumerated(EnumType.STRING)
    JobState state;

    UUID modelId;
    UUID datasetId;
    UUID conversionId;
    boolean ownCalibration;
    int samples;
    int shardSamples;
    int timeSteps;
    String chip;
    String scheme;
    long seed;

    @Nullable
    Double earlyExitMargin;

    int earlyExitMinTicks;
    boolean againstTime;

    @Nullable
    String faults;

    @Nullable
    String record;

    @Nullable
    String stage;

    int done;
    int total;

    @Nullable
    String resultDigest;

    @Nullable
    String recordingsDigest;

    @Nullable
    String summary;

    @Nullable
    String failure;

    String stateTimes;

    @Nullable
    OffsetDateTime cancelRequestedAt;

    OffsetDateTime createdAt;

    @SuppressWarnings("NullAway.Init")
    protected Job() {}
}
