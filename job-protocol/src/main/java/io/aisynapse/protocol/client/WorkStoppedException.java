package io.aisynapse.protocol.client;

/** Thrown through a handler to end it; no failure. */
public final class WorkStoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why the work ends. */
    public enum Reason {
        /** Its owner does not want it any more. */
        CANCELLED,
        /** Another attempt is under way, or the work is gone. */
        LEASE_LOST,
        /** This worker is shutting down. */
        DRAINING
    }

    public WorkStoppedException(Reason reason) {
        super("stopped: " + reason, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
