package io.aisynapse.protocol.client;

import io.aisynapse.protocol.work.WorkFailure;

/** A piece of work cannot be done, and why. */
public final class WorkFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient WorkFailure failure;

    public WorkFailedException(WorkFailure failure) {
        super(failure.code() + ": " + failure.message());
        this.failure = failure;
    }

    public WorkFailure failure() {
        return failure;
    }
}
