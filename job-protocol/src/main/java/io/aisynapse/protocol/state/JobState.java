package io.aisynapse.protocol.state;

import java.util.Set;

/** The life of a job; it never goes back. A lost attempt moves its shard, not the job. */
public enum JobState {
    VALIDATING,
    CONVERTING,
    QUEUED,
    PLACED,
    RUNNING,
    FINALIZING,
    SUCCEEDED,
    FAILED,
    CANCELLED,
    EXPIRED;

    private static final Set<JobState> FINAL = Set.of(SUCCEEDED, FAILED, CANCELLED, EXPIRED);

    public boolean isFinal() {
        return FINAL.contains(this);
    }

    /** Whether a job in this state may move to the target: forward only, and never out of a final state. */
    public boolean mayMoveTo(JobState target) {
        return !isFinal()
                && (target.isFinal() ? target != SUCCEEDED || this == FINALIZING : target.ordinal() > ordinal());
    }
}
