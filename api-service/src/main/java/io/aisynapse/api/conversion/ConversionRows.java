package io.aisynapse.api.conversion;

import io.aisynapse.protocol.state.ConversionState;
import io.aisynapse.protocol.work.InternalPort.Beat;
import io.aisynapse.protocol.work.ProtocolJson;
import io.aisynapse.protocol.work.WorkFailure;
import io.aisynapse.protocol.work.WorkOrder.ConversionSettings;
import io.aisynapse.protocol.work.WorkResult.ConversionSummary;
import io.aisynapse.protocol.work.WorkResult.ModelConverted;
import io.aisynapse.protocol.work.WorkResult.NirFiles;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The guarded statements that write conversions. */
@Component
@Transactional(propagation = Propagation.MANDATORY)
class ConversionRows {
    private final JdbcClient jdbc;

    ConversionRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param equality text that is the same for conversions that would give the same program */
    record NewConversion(
            UUID id,
            UUID tenantId,
            UUID modelId,
            @Nullable UUID calibrationDatasetId,
            ConversionSettings settings,
            String equality) {}

    /** False when an equal one is there already. */
    boolean insert(NewConversion conversion) {
        return jdbc.sql("""
                                INSERT INTO conversion (id, tenant_id, model_id, calibration_dataset_id, state, scheme,
                                    time_steps, chip, calibration_samples, seed, hybrid, choice, input_range, nir,
                                    equality)
                                VALUES (:id, :tenant, :model, :calibration, 'QUEUED', :scheme,
                                    :steps, :chip, :samples, :seed, :hybrid, :choice, :range, :nir,
                                    :equality)
                                ON CONFLICT DO NOTHING
                                """)
                        .param("id", conversion.id())
                        .param("tenant", conversion.tenantId())
                        .param("model", conversion.modelId())
                        .param("calibration", conversion.calibrationDatasetId())
                        .param("scheme", conversion.settings().scheme())
                        .param("steps", conversion.settings().timeSteps())
                        .param("chip", conversion.settings().chip())
                        .param("samples", conversion.settings().calibrationSamples())
                        .param("seed", conversion.settings().seed())
                        .param("hybrid", conversion.settings().hybrid())
                        .param("choice", textOf(conversion.settings().choice()))
                        .param("range", textOf(conversion.settings().inputRange()))
                        .param("nir", textOf(conversion.settings().nir()))
                        .param("equality", conversion.equality())
                        .update()
                == 1;
    }

    private static @Nullable String textOf(@Nullable Object settings) {
        return settings == null ? null : ProtocolJson.mapper().writeValueAsString(settings);
    }

    /** The equal one that is not failed, locked so that its end cannot pass by who reads it now. */
    Optional<Requested> lockEqual(UUID tenantId, UUID modelId, String equality) {
        return jdbc.sql("""
                        SELECT id, state, program_digest, summary FROM conversion
                        WHERE tenant_id = :tenant AND model_id = :model AND equality = :equality
                          AND state IN ('QUEUED', 'RUNNING', 'READY') FOR UPDATE
                        """)
                .param("tenant", tenantId)
                .param("model", modelId)
                .param("equality", equality)
                .query((row, number) -> {
                    String summary = row.getString("summary");
                    return new Requested(
                            row.getObject("id", UUID.class),
                            ConversionState.valueOf(row.getString("state")),
                            row.getString("program_digest"),
                            summary == null ? null : ProtocolJson.mapper().readValue(summary, ConversionSummary.class));
                })
                .optional();
    }

    /** What a request for a conversion finds. */
    record Requested(
            UUID id,
            ConversionState state,
            @Nullable String programDigest,
            @Nullable ConversionSummary summary) {}

    void running(UUID id) {
        jdbc.sql("""
                        UPDATE conversion SET state = 'RUNNING', version = version + 1,
                            started_at = coalesce(started_at, clock_timestamp())
                        WHERE id = :id AND state IN ('QUEUED', 'RUNNING')
                        """).param("id", id).update();
    }

    /** Whether there is news that has not just been told. */
    boolean progressed(UUID id, Beat beat, Duration every) {
        return jdbc.sql("""
                                UPDATE conversion SET stage = :stage, done = :done, total = :total,
                                    progress_at = clock_timestamp()
                                WHERE id = :id AND state = 'RUNNING'
                                  AND (stage IS DISTINCT FROM :stage OR (done, total) <> (:done, :total))
                                  AND (progress_at IS NULL OR stage IS DISTINCT FROM :stage
                                      OR progress_at < clock_timestamp() - :every * interval '1 millisecond')
                                """)
                        .param("stage", beat.stage())
                        .param("done", beat.done())
                        .param("total", beat.total())
                        .param("every", every.toMillis())
                        .param("id", id)
                        .update()
                == 1;
    }

    boolean ready(UUID id, ModelConverted result) {
        NirFiles nir = result.nir();
        return jdbc.sql("""
                                UPDATE conversion SET state = 'READY', program_digest = :program,
                                    report_digest = :report, network_digest = :network,
                                    expected_digest = :expected, summary = :summary, stage = NULL, done = 1, total = 1,
                                    finished_at = clock_timestamp(), version = version + 1
                                WHERE id = :id AND state IN ('QUEUED', 'RUNNING')
                                """)
                        .param("program", result.programDigest())
                        .param("report", result.reportDigest())
                        .param("network", nir == null ? null : nir.networkDigest())
                        .param("expected", nir == null ? null : nir.expectedDigest())
                        .param("summary", ProtocolJson.mapper().writeValueAsString(result.summary()))
                        .param("id", id)
                        .update()
                == 1;
    }

    boolean failed(UUID id, WorkFailure failure) {
        return jdbc.sql("""
                                UPDATE conversion SET state = 'FAILED', failure = :failure, stage = NULL,
                                    finished_at = clock_timestamp(), version = version + 1
                                WHERE id = :id AND state IN ('QUEUED', 'RUNNING')
                                """)
                        .param("failure", ProtocolJson.mapper().writeValueAsString(failure))
                        .param("id", id)
                        .update()
                == 1;
    }

    boolean usesModel(UUID modelId) {
        return jdbc.sql("""
                        SELECT EXISTS (SELECT 1 FROM conversion
                            WHERE model_id = :model AND state IN ('QUEUED', 'RUNNING'))
                        """).param("model", modelId).query(Boolean.class).single();
    }

    boolean usesDataset(UUID datasetId) {
        return jdbc.sql("""
                        SELECT EXISTS (SELECT 1 FROM conversion
                            WHERE calibration_dataset_id = :dataset AND state IN ('QUEUED', 'RUNNING'))
                        """).param("dataset", datasetId).query(Boolean.class).single();
    }

    /** Among them those of scheme auto that name it as a candidate. */
    boolean usesChip(UUID tenantId, String name) {
        return jdbc.sql("""
                        SELECT EXISTS (SELECT 1 FROM conversion
                            WHERE tenant_id = :tenant AND state IN ('QUEUED', 'RUNNING')
                              AND (chip = :name OR choice LIKE :quoted))
                        """)
                .param("tenant", tenantId)
                .param("name", name)
                .param("quoted", "%\"" + name + "\"%")
                .query(Boolean.class)
                .single();
    }

    boolean needs(String digest) {
        return jdbc.sql("""
                        SELECT EXISTS (SELECT 1 FROM conversion
                            WHERE :digest IN (program_digest, report_digest, network_digest, expected_digest))
                        """).param("digest", digest).query(Boolean.class).single();
    }
}
