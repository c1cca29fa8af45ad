package io.aisynapse.protocol.client;

import org.jspecify.annotations.Nullable;

/** What a handler tells while it works. */
@FunctionalInterface
public interface WorkContext {
    /**
     * Tells how far the work is; to be called at least every few seconds, for it is also where the work stops.
     *
     * @param stage what is being done, for people
     * @param done of {@code total} steps
     * @throws WorkStoppedException when the work was cancelled, given to another or is to be given back
     */
    void progress(String stage, int done, int total);

    /** Tells of a blob from which another attempt can go on, should this one be lost or given back. */
    default void checkpoint(String digest) {}

    /** What an earlier attempt told of; null when there is none. */
    default @Nullable String lastCheckpoint() {
        return null;
    }
}
