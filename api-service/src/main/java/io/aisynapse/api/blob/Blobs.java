package io.aisynapse.api.blob;

import io.aisynapse.api.background.SweepStep;
import io.aisynapse.api.problem.ProblemException;
import io.aisynapse.protocol.artifact.ArtifactStore;
import io.aisynapse.protocol.artifact.ArtifactStore.StagedArtifact;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Keeps rows and blobs in step. A blob is written before its row and deleted after it; an advisory lock on the digest
 * keeps a new row from naming a blob that is just being deleted. Bytes that a user sends become a blob under that lock,
 * so that those of the same digest may be deleted at any moment before.
 */
@Component
public class Blobs implements SweepStep {
    private static final Logger LOG = LoggerFactory.getLogger(Blobs.class);
    private static final int MOST_AT_ONCE = 50;

    private final ArtifactStore store;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final List<BlobOwner> owners;

    Blobs(ArtifactStore store, JdbcClient jdbc, TransactionTemplate transaction, List<BlobOwner> owners) {
        this.store = store;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.owners = owners;
    }

    /** To be called in the transaction that writes a row which names the blob, before it does. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void keep(StagedArtifact arrived) {
        lock(arrived.blob().digest());
        try {
            arrived.keep();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@link #keep}, of a blob that we have stored before. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void hold(String digest) {
        if (!tryHold(digest)) {
            throw new ProblemException(
                            HttpStatus.SERVICE_UNAVAILABLE, "try-again", "The same bytes were just being deleted.")
                    .withHeader("Retry-After", "1");
        }
    }

    /** As {@link #hold}, for a blob that need not be there; false when it is not. */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean tryHold(String digest) {
        lock(digest);
        try {
            store.size(digest);
            return true;
        } catch (FileNotFoundException | IllegalArgumentException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** To be called in the transaction after which a row no longer names the blob; it goes when nothing else does. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void discard(String digest) {
        jdbc.sql("INSERT INTO discarded_blob (digest) VALUES (:digest) ON CONFLICT DO NOTHING")
                .param("digest", digest)
                .update();
    }

    @Override
    public void sweep() {
        List<String> digests = jdbc.sql("SELECT digest FROM discarded_blob ORDER BY discarded_at LIMIT :most")
                .param("most", MOST_AT_ONCE)
                .query(String.class)
                .list();
        for (String digest : digests) {
            transaction.executeWithoutResult(status -> deleteUnlessNeeded(digest));
        }
    }

    private void deleteUnlessNeeded(String digest) {
        lock(digest);
        try {
            if (owners.stream().noneMatch(owner -> owner.needs(digest))) {
                store.delete(digest);
            }
            jdbc.sql("DELETE FROM discarded_blob WHERE digest = :digest")
                    .param("digest", digest)
                    .update();
        } catch (IOException e) {
            LOG.warn("blob {} cannot be deleted and is tried again", digest, e);
        }
    }

    private void lock(String digest) {
        jdbc.sql("SELECT pg_advisory_xact_lock(hashtextextended(:digest, 0))::text")
                .param("digest", digest)
                .query(String.class)
                .single();
    }
}
