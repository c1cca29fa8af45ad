package io.aisynapse.api.preflight;

import io.aisynapse.api.blob.BlobOwner;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The work of preflights, which is all that there is of them; it names its bytes while it is not done. */
@Component
class PreflightRows implements BlobOwner {
    private final JdbcClient jdbc;

    PreflightRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** How the work ended: with one of both, or with neither when it was given up. */
    record End(@Nullable String result, @Nullable String failure) {}

    /** Empty while it is going on. */
    Optional<End> end(UUID id) {
        return jdbc.sql("""
                        SELECT result, failure FROM work WHERE subject_id = :id AND kind = 'PREFLIGHT'
                          AND state NOT IN ('READY', 'LEASED')
                        """)
                .param("id", id)
                .query((row, number) -> new End(row.getString("result"), row.getString("failure")))
                .optional();
    }

    /** With its attempts; the work's row is locked first, so that no new attempt begins meanwhile. */
    void delete(UUID id) {
        jdbc.sql("SELECT id FROM work WHERE subject_id = :id AND kind = 'PREFLIGHT' FOR UPDATE")
                .param("id", id)
                .query(UUID.class)
                .list();
        jdbc.sql("DELETE FROM attempt WHERE work_id IN (SELECT id FROM work WHERE subject_id = :id)")
                .param("id", id)
                .update();
        jdbc.sql("DELETE FROM work WHERE subject_id = :id AND kind = 'PREFLIGHT'")
                .param("id", id)
                .update();
    }

    /** A preflight that nobody took away. */
    record Left(UUID id, String digest) {}

    List<Left> olderThan(Duration age, int most) {
        return jdbc.sql("""
                        SELECT subject_id, work_order::json ->> 'model_digest' AS digest FROM work
                        WHERE kind = 'PREFLIGHT' AND created_at < clock_timestamp() - make_interval(secs => :seconds)
                        ORDER BY created_at LIMIT :most
                        """)
                .param("seconds", age.toSeconds())
                .param("most", most)
                .query((row, number) -> new Left(row.getObject("subject_id", UUID.class), row.getString("digest")))
                .list();
    }

    @Override
    public boolean needs(String digest) {
        return jdbc.sql("""
                        SELECT EXISTS (SELECT FROM work WHERE kind = 'PREFLIGHT' AND state IN ('READY', 'LEASED')
                          AND work_order::json ->> 'model_digest' = :digest)
                        """).param("digest", digest).query(Boolean.class).single();
    }
}
