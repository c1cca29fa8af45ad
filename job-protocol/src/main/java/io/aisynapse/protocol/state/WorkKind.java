package io.aisynapse.protocol.state;

/** The kinds of work that are claimed, fenced and retried in one way. */
public enum WorkKind {
    MODEL_CHECK,
    PREFLIGHT,
    CONVERSION,
    SHARD
}
