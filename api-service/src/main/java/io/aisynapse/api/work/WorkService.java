package io.aisynapse.api.work;

import io.aisynapse.api.ApiSettings;
import io.aisynapse.api.outbox.Outbox;
import io.aisynapse.api.problem.ProblemException;
import io.aisynapse.api.web.ResourceIds;
import io.aisynapse.api.work.WorkOwner.BadResultException;
import io.aisynapse.api.work.WorkStatements.Attempt;
import io.aisynapse.protocol.problem.ErrorKind;
import io.aisynapse.protocol.state.WorkKind;
import io.aisynapse.protocol.state.WorkState;
import io.aisynapse.protocol.work.InternalPort.Beat;
import io.aisynapse.protocol.work.InternalPort.BeatAnswer;
import io.aisynapse.protocol.work.InternalPort.Claim;
import io.aisynapse.protocol.work.InternalPort.Commit;
import io.aisynapse.protocol.work.InternalPort.Fail;
import io.aisynapse.protocol.work.InternalPort.Lease;
import io.aisynapse.protocol.work.InternalPort.Release;
import io.aisynapse.protocol.work.ProtocolJson;
import io.aisynapse.protocol.work.WorkFailure;
import io.aisynapse.protocol.work.WorkResult;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The life of a piece of work, whatever kind it is.
 *
 * <pre>
 *   READY ─claim→ LEASED ─commit→ COMMITTED
 *     ↑              ├─ release ──────────────→ READY
 *     │              ├─ fail by the user ─────→ FAILED
 *     └─ pause ──────┴─ fail, lease run out ──→ READY, or QUARANTINED after the last allowed attempt
 * </pre>
 *
 * Every transition and all that follows from it happen in one transaction, or not at all.
 */
@Component
public class WorkService {
    private static final Logger LOG = LoggerFactory.getLogger(WorkService.class);
    private static final int LONGEST_DOUBLING = 6;
    private static final int LONGEST_STAGE = 64;

    private final WorkStatements statements;
    private final TransactionTemplate transaction;
    private final Outbox outbox;
    private final ApiSettings settings;
    private final Surroundings surroundings;
    private final RandomGenerator random;
    private final Map<WorkKind, WorkOwner> owners = new EnumMap<>(WorkKind.class);
    private final Counter stale;
    private final Counter badResults;

    WorkService(WorkStatements statements, TransactionTemplate transaction, Outbox outbox, Surroundings surroundings) {
        this.statements = statements;
        this.transaction = transaction;
        this.outbox = outbox;
        this.settings = surroundings.settings();
        this.surroundings = surroundings;
        this.random = surroundings.random();
        surroundings.owners().forEach(owner -> owners.put(owner.kind(), owner));
        this.stale = surroundings.meters().counter("stale_result_total");
        this.badResults = surroundings.meters().counter("bad_result_total");
    }

    /** What the service is told rather than does. */
    @Component
    record Surroundings(
            ApiSettings settings,
            RandomGenerator random,
            List<WorkOwner> owners,
            MeterRegistry meters,
            WorkCheckpoints checkpoints) {}

    Optional<Lease> claim(Claim claim) {
        UUID wanted = claim.workId() == null ? null : ResourceIds.parse(claim.workId());
        if (claim.workId() != null && wanted == null) {
            return Optional.empty();
        }
        Duration lease = settings.timing().lease();
        return within(() -> statements.claim(claim, wanted, lease).map(work -> {
            owner(work).claimed(work);
            return new Lease(work.id().toString(), work.attempt(), lease.toMillis(), work.order(), work.checkpoint());
        }));
    }

    BeatAnswer beat(UUID id, Beat told) {
        Beat beat = plausible(told);
        return within(() -> {
            Work work = statements.beat(id, beat, settings.timing().lease()).orElseThrow(this::stale);
            surroundings.checkpoints().keep(new Attempt(id, beat.attempt()), beat.checkpoint());
            owner(work).progressed(work, beat);
            return new BeatAnswer(owner(work).withdrawn(work));
        });
    }

    /** A worker's word on its progress is shown to people, so it is bounded first. */
    private static Beat plausible(Beat beat) {
        String stage = Objects.requireNonNullElse(beat.stage(), "");
        int total = Math.max(beat.total(), 0);
        return new Beat(
                beat.attempt(),
                stage.substring(0, Math.min(stage.length(), LONGEST_STAGE)),
                Math.clamp(beat.done(), 0, total),
                total,
                beat.checkpoint());
    }

    void commit(UUID id, Commit commit) throws IOException {
        Work claimed = found(id);
        Attempt attempt = new Attempt(id, commit.attempt());
        String result = ProtocolJson.mapper().writerFor(WorkResult.class).writeValueAsString(commit.result());
        if (claimed.attempt() != commit.attempt() || claimed.state() != WorkState.LEASED) {
            refuseUnlessCommitted(attempt, result);
            return;
        }
        try {
            owner(claimed).verify(claimed, commit.result());
        } catch (BadResultException e) {
            badResults.increment();
            LOG.error("attempt {} of work {} handed in a bad result: {}", commit.attempt(), id, e.getMessage());
            fail(
                    id,
                    new Fail(
                            commit.attempt(),
                            new WorkFailure(ErrorKind.INTERNAL, "bad-result", e.getMessage() + "", List.of())));
            throw ProblemException.conflict("bad-result", "The result is not what it says: " + e.getMessage());
        }
        boolean wanted = within(status -> {
            Work work =
                    statements.end(attempt, WorkState.COMMITTED, result, null).orElse(null);
            if (work == null) {
                refuseUnlessCommitted(attempt, result);
                return true;
            }
            surroundings.checkpoints().discard(work);
            if (!owner(work).committed(work, commit.result())) {
                status.setRollbackOnly();
                return false;
            }
            return true;
        });
        if (!wanted) {
            within(() -> {
                Optional<Work> ended = statements.end(attempt, WorkState.CANCELLED, null, null);
                ended.ifPresent(surroundings.checkpoints()::discard);
                return ended;
            });
        }
        owner(claimed).settled(claimed);
        if (!wanted) {
            throw stale();
        }
    }

    private void refuseUnlessCommitted(Attempt attempt, String result) {
        if (!statements.isCommitted(attempt, result)) {
            throw stale();
        }
    }

    void fail(UUID id, Fail fail) {
        Attempt attempt = new Attempt(id, fail.attempt());
        WorkFailure failure = fail.failure();
        Work ended = within(() -> {
            if (failure.kind() == ErrorKind.USER) {
                Work work = statements
                        .end(attempt, WorkState.FAILED, null, textOf(failure))
                        .orElseThrow(this::stale);
                surroundings.checkpoints().discard(work);
                owner(work).failed(work, failure);
                return work;
            }
            Work work = statements.giveBack(attempt, "FAILED", 1).orElseThrow(this::stale);
            tryAgain(work, failure, true);
            return work;
        });
        LOG.warn("attempt {} of work {} failed: {} {}", fail.attempt(), id, failure.code(), failure.message());
        owner(ended).settled(ended);
    }

    void release(UUID id, Release release) {
        Work released = within(() -> {
            Attempt attempt = new Attempt(id, release.attempt());
            surroundings.checkpoints().keep(attempt, release.checkpoint());
            Work work = statements.giveBack(attempt, "RELEASED", 0).orElseThrow(this::stale);
            if (owner(work).withdrawn(work)) {
                settleReady(work, WorkState.CANCELLED, null);
            } else {
                outbox.offer(work.kind(), List.of(work.id()));
            }
            return work;
        });
        owner(released).settled(released);
    }

    /** Takes work back from workers that were not heard of in time. */
    void expireLeases(int most) {
        for (Attempt attempt : statements.expired(most)) {
            Work lost = within(() -> {
                        Work work = statements.expire(attempt).orElse(null);
                        if (work != null) {
                            tryAgain(
                                    work,
                                    new WorkFailure(
                                            ErrorKind.INFRASTRUCTURE, "lease-expired", "A worker was lost.", List.of()),
                                    false);
                        }
                        return Optional.ofNullable(work);
                    })
                    .orElse(null);
            if (lost != null) {
                LOG.warn("lease {} of work {} ran out", attempt.number(), attempt.workId());
                owner(lost).settled(lost);
            }
        }
    }

    void ringAgain(int most) {
        for (WorkKind kind : WorkKind.values()) {
            within(() -> {
                List<UUID> unheard = statements.unheard(kind, settings.timing().ringAgainAfter(), most);
                if (!unheard.isEmpty()) {
                    outbox.offer(kind, unheard);
                }
                return unheard;
            });
        }
    }

    /** The row is READY again and locked. */
    private void tryAgain(Work work, WorkFailure why, boolean afterPause) {
        if (owner(work).withdrawn(work)) {
            settleReady(work, WorkState.CANCELLED, null);
        } else if (work.failures() >= settings.limits().attempts()) {
            WorkFailure poison = new WorkFailure(
                    why.kind(),
                    "poison",
                    "Given up after %d attempts; the last: %s (%s)"
                            .formatted(work.failures(), why.message(), why.code()),
                    why.problems());
            settleReady(work, WorkState.QUARANTINED, textOf(poison));
            owner(work).failed(work, poison);
        } else if (afterPause) {
            long most = settings.timing().retryAfter().toMillis() << Math.min(work.failures() - 1, LONGEST_DOUBLING);
            statements.postpone(work.id(), Duration.ofMillis(random.nextLong(most + 1)));
        } else {
            outbox.offer(work.kind(), List.of(work.id()));
        }
    }

    private void settleReady(Work work, WorkState state, @Nullable String failure) {
        statements.settleReady(work.id(), state, failure);
        surroundings.checkpoints().discard(work);
    }

    private static String textOf(WorkFailure failure) {
        return ProtocolJson.mapper().writeValueAsString(failure);
    }

    private Work found(UUID id) {
        return statements.find(id).orElseThrow(() -> ProblemException.notFound("work"));
    }

    private WorkOwner owner(Work work) {
        WorkOwner owner = owners.get(work.kind());
        if (owner == null) {
            throw new IllegalStateException("nobody owns work of kind " + work.kind());
        }
        return owner;
    }

    private ProblemException stale() {
        stale.increment();
        return ProblemException.conflict("stale-attempt", "The attempt is no longer yours; drop what you have.");
    }

    private <T> T within(Supplier<T> steps) {
        return within(status -> steps.get());
    }

    private <T extends @Nullable Object> T within(
            Function<org.springframework.transaction.TransactionStatus, T> steps) {
        return transaction.execute(steps::apply);
    }
}
