package io.aisynapse.protocol.state;

/** The life of a piece of work that a worker may claim; a lost attempt makes it READY again. */
public enum WorkState {
    READY,
    LEASED,
    COMMITTED,
    FAILED,
    QUARANTINED,
    CANCELLED
}
