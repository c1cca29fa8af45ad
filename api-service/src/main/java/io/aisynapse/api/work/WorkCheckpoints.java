package io.aisynapse.api.work;

import io.aisynapse.api.blob.Blobs;
import io.aisynapse.api.work.WorkStatements.Attempt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * The newest checkpoint of each piece of work. A worker may tell of what it likes: a checkpoint is only ever read by
 * another worker, which looks whether it belongs to its order.
 */
@Component
class WorkCheckpoints {
    private static final Logger LOG = LoggerFactory.getLogger(WorkCheckpoints.class);

    private final JdbcClient jdbc;
    private final Blobs blobs;

    WorkCheckpoints(JdbcClient jdbc, Blobs blobs) {
        this.jdbc = jdbc;
        this.blobs = blobs;
    }

    /** Instead of an older one, if the attempt still has the lease; one that is not in the store is passed over. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void keep(Attempt attempt, @Nullable String digest) {
        if (digest == null) {
            return;
        }
        if (!blobs.tryHold(digest)) {
            LOG.warn("attempt {} of work {} told of no checkpoint: {}", attempt.number(), attempt.workId(), digest);
            return;
        }
        jdbc.sql("""
                        WITH old AS (SELECT id, checkpoint FROM work WHERE id = :id FOR UPDATE)
                        UPDATE work w SET checkpoint = :digest FROM old
                        WHERE w.id = old.id AND w.attempt = :attempt AND w.state = 'LEASED'
                        RETURNING coalesce(old.checkpoint, '')
                        """)
                .param("id", attempt.workId())
                .param("attempt", attempt.number())
                .param("digest", digest)
                .query(String.class)
                .optional()
                .filter(old -> !old.isEmpty() && !old.equals(digest))
                .ifPresent(blobs::discard);
    }

    /** Of work that is over. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void discard(Work work) {
        String digest = work.checkpoint();
        if (digest != null) {
            blobs.discard(digest);
        }
    }
}
