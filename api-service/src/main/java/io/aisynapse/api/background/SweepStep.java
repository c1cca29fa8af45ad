package io.aisynapse.api.background;

/** Something the sweeper looks after; safe to be run by several processes at once, and twice. */
public interface SweepStep {
    void sweep();
}
