package io.aisynapse.protocol.state;

/** The life of an execution node as the service sees it. */
public enum NodeState {
    STARTING,
    READY,
    DRAINING,
    LOST,
    RETIRED
}
