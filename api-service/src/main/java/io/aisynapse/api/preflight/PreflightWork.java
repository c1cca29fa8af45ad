package io.aisynapse.api.preflight;

import io.aisynapse.api.event.ChangeBell;
import io.aisynapse.api.work.Work;
import io.aisynapse.api.work.WorkOwner;
import io.aisynapse.protocol.state.WorkKind;
import io.aisynapse.protocol.work.InternalPort.Beat;
import io.aisynapse.protocol.work.WorkFailure;
import io.aisynapse.protocol.work.WorkResult;
import io.aisynapse.protocol.work.WorkResult.ModelPreflighted;
import org.springframework.stereotype.Component;

/** Wakes who waits for a preflight; the result stays in the work's row until it has been read. */
@Component
class PreflightWork implements WorkOwner {
    private final ChangeBell bell;

    PreflightWork(ChangeBell bell) {
        this.bell = bell;
    }

    @Override
    public WorkKind kind() {
        return WorkKind.PREFLIGHT;
    }

    @Override
    public void claimed(Work work) {}

    @Override
    public void progressed(Work work, Beat beat) {}

    @Override
    public void verify(Work work, WorkResult result) throws BadResultException {
        if (!(result instanceof ModelPreflighted(var report)) || report == null || report.nodes() == null) {
            throw new BadResultException("no verdicts of a preflight");
        }
    }

    @Override
    public boolean committed(Work work, WorkResult result) {
        bell.ringAfterCommit(work.subjectId());
        return true;
    }

    @Override
    public void failed(Work work, WorkFailure failure) {
        bell.ringAfterCommit(work.subjectId());
    }
}
