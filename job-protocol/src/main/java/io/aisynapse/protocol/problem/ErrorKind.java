package io.aisynapse.protocol.problem;

/** Who can mend it. Only {@code RESOURCES} and {@code INFRASTRUCTURE} are retried. */
public enum ErrorKind {
    USER,
    RESOURCES,
    INFRASTRUCTURE,
    INTERNAL
}
