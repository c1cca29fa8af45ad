package io.aisynapse.api.preflight;

import io.aisynapse.api.ApiSettings;
import io.aisynapse.api.background.SweepStep;
import io.aisynapse.api.blob.Blobs;
import io.aisynapse.api.event.ChangeBell;
import io.aisynapse.api.problem.ProblemException;
import io.aisynapse.api.web.ResourceIds;
import io.aisynapse.api.work.WorkQueue;
import io.aisynapse.protocol.artifact.ArtifactStore;
import io.aisynapse.protocol.artifact.ArtifactStore.StagedArtifact;
import io.aisynapse.protocol.problem.ErrorKind;
import io.aisynapse.protocol.state.WorkKind;
import io.aisynapse.protocol.work.ProtocolJson;
import io.aisynapse.protocol.work.WorkFailure;
import io.aisynapse.protocol.work.WorkOrder;
import io.aisynapse.protocol.work.WorkResult;
import io.aisynapse.protocol.work.WorkResult.ModelPreflighted;
import io.aisynapse.protocol.work.WorkResult.PreflightReport;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A converter is asked, its answer is waited for, and then nothing is left: neither the work's row nor the bytes,
 * unless the same bytes are a model's.
 */
@Component
class Preflights implements SweepStep {
    /** An asker that still runs has gone by then. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private static final int MOST_AT_ONCE = 50;
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    private final ArtifactStore store;
    private final TransactionTemplate transaction;
    private final PreflightRows rows;
    private final Surroundings around;

    Preflights(ArtifactStore store, TransactionTemplate transaction, PreflightRows rows, Surroundings surroundings) {
        this.store = store;
        this.transaction = transaction;
        this.rows = rows;
        this.around = surroundings;
    }

    /** What a preflight needs of the rest of the service. */
    @Component("preflightSurroundings")
    record Surroundings(
            ApiSettings settings, Clock clock, ResourceIds ids, Blobs blobs, ChangeBell bell, WorkQueue work) {}

    /** The verdicts; 422 with the gate's findings for a file that is broken, 503 when no converter answers in time. */
    PreflightReport run(UUID tenantId, String scheme, InputStream body) throws IOException, InterruptedException {
        UUID id = around.ids().next();
        try (StagedArtifact arrived = store.stage(body);
                ChangeBell.Listening listening = around.bell().listen(id)) {
            String digest = arrived.blob().digest();
            WorkOrder order = new WorkOrder.PreflightModel(digest, scheme);
            try {
                transaction.executeWithoutResult(status -> {
                    around.blobs().keep(arrived);
                    around.work().add(tenantId, WorkKind.PREFLIGHT, id, List.of(new WorkQueue.Piece(1, order)));
                });
                return awaited(id, listening);
            } finally {
                leave(id, digest);
            }
        }
    }

    private void leave(UUID id, String digest) {
        transaction.executeWithoutResult(status -> {
            rows.delete(id);
            around.blobs().discard(digest);
        });
    }

    /** What is left of preflights whose asker went away with its process. */
    @Override
    public void sweep() {
        Duration age = around.settings().timing().gateWait().plus(MARGIN);
        for (PreflightRows.Left left : rows.olderThan(age, MOST_AT_ONCE)) {
            leave(left.id(), left.digest());
        }
    }

    private PreflightReport awaited(UUID id, ChangeBell.Listening listening) throws InterruptedException {
        Instant end = around.clock().instant().plus(around.settings().timing().gateWait());
        while (true) {
            Optional<PreflightRows.End> found = rows.end(id);
            if (found.isPresent()) {
                return reportOf(found.get());
            }
            Duration left = Duration.between(around.clock().instant(), end);
            if (left.isNegative()) {
                throw unavailable("No converter has answered in time.");
            }
            listening.await(left.compareTo(LOOK_EVERY) < 0 ? left : LOOK_EVERY);
        }
    }

    private static PreflightReport reportOf(PreflightRows.End end) {
        if (end.result() != null
                && ProtocolJson.mapper().readValue(end.result(), WorkResult.class)
                        instanceof ModelPreflighted(PreflightReport report)) {
            return report;
        }
        if (end.failure() == null) {
            throw unavailable("The preflight was given up.");
        }
        WorkFailure failure = ProtocolJson.mapper().readValue(end.failure(), WorkFailure.class);
        if (failure.kind() != ErrorKind.USER) {
            throw unavailable("The preflight did not succeed: " + failure.code());
        }
        throw new ProblemException(
                HttpStatus.UNPROCESSABLE_CONTENT,
                failure.code(),
                "The model is not accepted; errors has each finding (%d)."
                        .formatted(failure.problems().size()),
                failure.problems());
    }

    private static ProblemException unavailable(String why) {
        return new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, "try-again", why).withHeader("Retry-After", "2");
    }
}
