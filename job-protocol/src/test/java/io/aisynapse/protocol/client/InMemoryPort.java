package io.aisynapse.protocol.client;

import io.aisynapse.protocol.state.WorkKind;
import io.aisynapse.protocol.work.InternalPort.Beat;
import io.aisynapse.protocol.work.InternalPort.BeatAnswer;
import io.aisynapse.protocol.work.InternalPort.Claim;
import io.aisynapse.protocol.work.InternalPort.Commit;
import io.aisynapse.protocol.work.InternalPort.Fail;
import io.aisynapse.protocol.work.InternalPort.Lease;
import io.aisynapse.protocol.work.InternalPort.Registration;
import io.aisynapse.protocol.work.InternalPort.Release;
import io.aisynapse.protocol.work.WorkFailure;
import io.aisynapse.protocol.work.WorkOrder;
import io.aisynapse.protocol.work.WorkResult;
import java.io.IOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A service in memory: work is READY, leased under an attempt, done; it can be away for some calls. */
final class InMemoryPort implements WorkPort {
    private static final long LEASE_MILLIS = 300;

    private final Map<String, Piece> pieces = new LinkedHashMap<>();
    final List<Beat> beats = new ArrayList<>();
    private int callsToRefuse;

    private static final class Piece {
        private final WorkKind kind;
        private final WorkOrder order;
        private String state = "READY";
        private int attempt;
        private boolean cancelled;
        private @Nullable WorkResult result;
        private @Nullable WorkFailure failure;

        Piece(WorkKind kind, WorkOrder order) {
            this.kind = kind;
            this.order = order;
        }
    }

    synchronized void offer(String workId, WorkKind kind, WorkOrder order) {
        pieces.put(workId, new Piece(kind, order));
    }

    /** The next calls meet a refused connection. */
    synchronized void beAway(int calls) {
        callsToRefuse = calls;
    }

    /** As a sweep does when a lease has run out, and another worker has taken the work. */
    synchronized void giveToAnother(String workId) {
        Piece piece = piece(workId);
        piece.attempt++;
        piece.state = "LEASED-BY-ANOTHER";
    }

    synchronized void cancel(String workId) {
        piece(workId).cancelled = true;
    }

    synchronized String state(String workId) {
        return piece(workId).state;
    }

    synchronized Optional<WorkFailure> failure(String workId) {
        return Optional.ofNullable(piece(workId).failure);
    }

    synchronized Optional<WorkResult> result(String workId) {
        return Optional.ofNullable(piece(workId).result);
    }

    synchronized List<Beat> beats() {
        return List.copyOf(beats);
    }

    @Override
    public synchronized Optional<Lease> claim(Claim claim) throws IOException {
        requirePresence();
        for (Map.Entry<String, Piece> entry : pieces.entrySet()) {
            Piece piece = entry.getValue();
            boolean meant = claim.workId() == null || claim.workId().equals(entry.getKey());
            if (meant && piece.kind == claim.kind() && piece.state.equals("READY")) {
                piece.state = "LEASED";
                piece.attempt++;
                return Optional.of(new Lease(entry.getKey(), piece.attempt, LEASE_MILLIS, piece.order));
            }
        }
        return Optional.empty();
    }

    @Override
    public synchronized Optional<BeatAnswer> beat(String workId, Beat beat) throws IOException {
        requirePresence();
        beats.add(beat);
        return isOurs(workId, beat.attempt()) ? Optional.of(new BeatAnswer(piece(workId).cancelled)) : Optional.empty();
    }

    @Override
    public synchronized boolean commit(String workId, Commit commit) throws IOException {
        return end(workId, commit.attempt(), "COMMITTED", commit.result(), null);
    }

    @Override
    public synchronized boolean fail(String workId, Fail fail) throws IOException {
        return end(workId, fail.attempt(), "FAILED", null, fail.failure());
    }

    @Override
    public synchronized boolean release(String workId, Release release) throws IOException {
        return end(workId, release.attempt(), piece(workId).cancelled ? "CANCELLED" : "RELEASED", null, null);
    }

    @Override
    public synchronized void register(Registration registration) throws IOException {
        requirePresence();
    }

    private boolean end(
            String workId, int attempt, String state, @Nullable WorkResult result, @Nullable WorkFailure failure)
            throws IOException {
        requirePresence();
        if (!isOurs(workId, attempt)) {
            return false;
        }
        Piece piece = piece(workId);
        piece.state = state;
        piece.result = result;
        piece.failure = failure;
        return true;
    }

    private Piece piece(String workId) {
        return Objects.requireNonNull(pieces.get(workId), workId);
    }

    private boolean isOurs(String workId, int attempt) {
        Piece piece = piece(workId);
        return piece.state.equals("LEASED") && piece.attempt == attempt;
    }

    private void requirePresence() throws IOException {
        if (callsToRefuse > 0) {
            callsToRefuse--;
            throw new ConnectException("refused");
        }
    }
}
