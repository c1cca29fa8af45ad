package io.aisynapse.protocol.state;

/** The life of an uploaded model. */
public enum ModelState {
    UPLOADING,
    CHECKING,
    READY,
    REJECTED,
    DELETED
}
