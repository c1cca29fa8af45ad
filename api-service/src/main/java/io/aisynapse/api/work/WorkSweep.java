package io.aisynapse.api.work;

import io.aisynapse.api.background.SweepStep;
import org.springframework.stereotype.Component;

/** Leases that ran out, and bells that nobody heard. */
@Component
class WorkSweep implements SweepStep {
    private static final int MOST_LEASES = 200;
    private static final int MOST_BELLS = 20;

    private final WorkService work;

    WorkSweep(WorkService work) {
        this.work = work;
    }

    @Override
    public void sweep() {
        work.expireLeases(MOST_LEASES);
        work.ringAgain(MOST_BELLS);
    }
}
