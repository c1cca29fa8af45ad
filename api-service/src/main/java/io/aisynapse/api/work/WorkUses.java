package io.aisynapse.api.work;

import io.aisynapse.api.blob.BlobOwner;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Checkpoints that an attempt to come may go on from. */
@Component
class WorkUses implements BlobOwner {
    private final JdbcClient jdbc;

    WorkUses(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public boolean needs(String digest) {
        return jdbc.sql("""
                        SELECT EXISTS (SELECT 1 FROM work
                            WHERE checkpoint = :digest AND state IN ('READY', 'LEASED'))
                        """).param("digest", digest).query(Boolean.class).single();
    }
}
