package io.aisynapse.api.model;

import io.aisynapse.api.blob.Blobs;
import io.aisynapse.api.event.ChangeBell;
import io.aisynapse.api.work.Work;
import io.aisynapse.api.work.WorkOwner;
import io.aisynapse.protocol.problem.Problem;
import io.aisynapse.protocol.state.WorkKind;
import io.aisynapse.protocol.work.InternalPort.Beat;
import io.aisynapse.protocol.work.WorkFailure;
import io.aisynapse.protocol.work.WorkResult;
import io.aisynapse.protocol.work.WorkResult.ModelChecked;
import java.util.List;
import org.springframework.stereotype.Component;

/** What the gate says of a model: READY with a summary, or REJECTED with findings and without its bytes. */
@Component
class ModelChecks implements WorkOwner {
    private final ModelRows rows;
    private final Blobs blobs;
    private final ChangeBell bell;

    ModelChecks(ModelRows rows, Blobs blobs, ChangeBell bell) {
        this.rows = rows;
        this.blobs = blobs;
        this.bell = bell;
    }

    @Override
    public WorkKind kind() {
        return WorkKind.MODEL_CHECK;
    }

    @Override
    public void claimed(Work work) {}

    @Override
    public void progressed(Work work, Beat beat) {}

    @Override
    public void verify(Work work, WorkResult result) throws BadResultException {
        if (!(result instanceof ModelChecked(var summary))
                || summary == null
                || summary.inputDimensions() == null
                || summary.outputSize() < 1) {
            throw new BadResultException("no summary of a checked model");
        }
    }

    @Override
    public boolean committed(Work work, WorkResult result) {
        bell.ringAfterCommit(work.subjectId());
        return rows.ready(work.subjectId(), ((ModelChecked) result).summary());
    }

    @Override
    public void failed(Work work, WorkFailure failure) {
        List<Problem> findings = failure.problems().isEmpty()
                ? List.of(new Problem(
                        failure.code(),
                        "model",
                        failure.message(),
                        "a model that could not be checked",
                        "a model that passes the gate",
                        "export the model again; if that does not help, report it"))
                : failure.problems();
        rows.rejected(work.subjectId(), findings).ifPresent(blobs::discard);
        bell.ringAfterCommit(work.subjectId());
    }
}
