package io.aisynapse.api.work;

import io.aisynapse.protocol.state.WorkKind;
import io.aisynapse.protocol.work.InternalPort.Beat;
import io.aisynapse.protocol.work.WorkFailure;
import io.aisynapse.protocol.work.WorkResult;
import java.io.IOException;

/**
 * The feature that a kind of work is for. All but {@link #verify} and {@link #settled} are called in the transaction
 * that changes the work's row, with that row locked; so the order of locks is work, conversion, job.
 */
public interface WorkOwner {
    WorkKind kind();

    /** Whether nobody wants it any more. */
    default boolean withdrawn(Work work) {
        return false;
    }

    void claimed(Work work);

    void progressed(Work work, Beat beat);

    /**
     * Looks at what was handed in before it is believed; outside any transaction.
     *
     * @throws BadResultException when it is not what it says
     */
    void verify(Work work, WorkResult result) throws IOException, BadResultException;

    /** Takes the result; false when it is no longer wanted, then nothing of the transaction is kept. */
    boolean committed(Work work, WorkResult result);

    /** The work is given up. */
    void failed(Work work, WorkFailure failure);

    /**
     * Called after the transaction of whatever ended an attempt; may be lost in a crash, so the sweeper does it too.
     */
    default void settled(Work work) {}

    /** A result that no correct worker would hand in. */
    final class BadResultException extends Exception {
        private static final long serialVersionUID = 1L;

        public BadResultException(String message) {
            super(message);
        }
    }
}
