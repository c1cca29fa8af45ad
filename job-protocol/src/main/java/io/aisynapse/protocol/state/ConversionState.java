package io.aisynapse.protocol.state;

/** The life of one conversion of a model for one chip and one number of time steps. */
public enum ConversionState {
    QUEUED,
    RUNNING,
    READY,
    FAILED,
    CANCELLED
}
