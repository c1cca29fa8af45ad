package io.aisynapse.api.model;

import io.aisynapse.protocol.problem.Problem;
import io.aisynapse.protocol.work.ProtocolJson;
import io.aisynapse.protocol.work.WorkResult.ModelSummary;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The guarded statements that write models. */
@Component
@Transactional(propagation = Propagation.MANDATORY)
class ModelRows {
    private final JdbcClient jdbc;

    ModelRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(UUID id, UUID tenantId, String name, String digest, long sizeBytes) {
        jdbc.sql("""
                        INSERT INTO model (id, tenant_id, name, state, digest, size_bytes)
                        VALUES (:id, :tenant, :name, 'CHECKING', :digest, :size)
                        """)
                .param("id", id)
                .param("tenant", tenantId)
                .param("name", name)
                .param("digest", digest)
                .param("size", sizeBytes)
                .update();
    }

    boolean ready(UUID id, ModelSummary summary) {
        return jdbc.sql("""
                                UPDATE model SET state = 'READY', summary = :summary, checked_at = clock_timestamp(),
                                    version = version + 1
                                WHERE id = :id AND state = 'CHECKING'
                                """)
                        .param("summary", ProtocolJson.mapper().writeValueAsString(summary))
                        .param("id", id)
                        .update()
                == 1;
    }

    /** The digest of the model, if it was still being checked. */
    Optional<String> rejected(UUID id, List<Problem> findings) {
        return jdbc.sql("""
                        UPDATE model SET state = 'REJECTED', findings = :findings, checked_at = clock_timestamp(),
                            version = version + 1
                        WHERE id = :id AND state = 'CHECKING' RETURNING digest
                        """)
                .param("findings", ProtocolJson.mapper().writeValueAsString(findings))
                .param("id", id)
                .query(String.class)
                .optional();
    }

    /** The digest of the model, if there was one to delete. */
    Optional<String> deleted(UUID tenantId, UUID id) {
        return jdbc.sql("""
                        UPDATE model SET state = 'DELETED', deleted_at = clock_timestamp(), version = version + 1
                        WHERE tenant_id = :tenant AND id = :id AND state <> 'DELETED' RETURNING digest
                        """)
                .param("tenant", tenantId)
                .param("id", id)
                .query(String.class)
                .optional();
    }

    boolean needs(String digest) {
        return jdbc.sql("""
                        SELECT EXISTS (SELECT 1 FROM model
                            WHERE digest = :digest AND state IN ('UPLOADING', 'CHECKING', 'READY'))
                        """).param("digest", digest).query(Boolean.class).single();
    }
}
