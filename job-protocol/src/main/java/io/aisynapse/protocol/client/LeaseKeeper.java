package io.aisynapse.protocol.client;

import io.aisynapse.protocol.client.WorkStoppedException.Reason;
import io.aisynapse.protocol.work.InternalPort.Beat;
import io.aisynapse.protocol.work.InternalPort.BeatAnswer;
import io.aisynapse.protocol.work.InternalPort.Lease;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Beats for one lease from a thread of its own, three times a lease time and when a new stage begins, until closed. It
 * does not give the lease up when the service is away: the service alone decides, by the attempt, whose result counts.
 */
final class LeaseKeeper implements WorkContext, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);
    private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final WorkPort port;
    private final Lease lease;
    private final long pauseNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Beat latest;
    private boolean newStage;
    private boolean closed;
    private volatile @Nullable String checkpoint;
    private volatile @Nullable Reason stopReason;

    LeaseKeeper(WorkPort port, Lease lease) {
        this.port = port;
        this.lease = lease;
        this.pauseNanos = Math.max(SHORTEST_PAUSE_NANOS, TimeUnit.MILLISECONDS.toNanos(lease.leaseMillis()) / 3);
        this.latest = new Beat(lease.attempt(), "starting", 0, 1);
    }

    void start() {
        Thread.ofVirtual().name("lease-" + lease.workId()).start(this::keep);
    }

    @Override
    public void progress(String stage, int done, int total) {
        lock.lock();
        try {
            newStage |= !stage.equals(latest.stage());
            latest = new Beat(lease.attempt(), stage, done, total, checkpoint);
            changed.signal();
        } finally {
            lock.unlock();
        }
        Reason reason = stopReason;
        if (reason != null) {
            throw new WorkStoppedException(reason);
        }
    }

    @Override
    public void checkpoint(String digest) {
        lock.lock();
        try {
            checkpoint = digest;
            latest = new Beat(lease.attempt(), latest.stage(), latest.done(), latest.total(), digest);
            newStage = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable String lastCheckpoint() {
        return lease.checkpoint();
    }

    /** The newest of this attempt. */
    @Nullable
    String checkpoint() {
        return checkpoint;
    }

    /** The first reason stays. */
    void stop(Reason reason) {
        lock.lock();
        try {
            if (stopReason == null) {
                stopReason = reason;
            }
        } finally {
            lock.unlock();
        }
    }

    boolean isLost() {
        return stopReason == Reason.LEASE_LOST;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void keep() {
        Optional<Beat> next = awaitNext();
        while (next.isPresent() && !isLost()) {
            beat(next.get());
            next = awaitNext();
        }
    }

    private void beat(Beat beat) {
        try {
            Optional<BeatAnswer> answer = port.beat(lease.workId(), beat);
            if (answer.isEmpty()) {
                stop(Reason.LEASE_LOST);
            } else if (answer.get().cancelled()) {
                stop(Reason.CANCELLED);
            }
        } catch (IOException | RefusedCallException e) {
            LOG.warn("no beat for {}: {}", lease.workId(), e.toString());
        }
    }

    /** Empty when closed. */
    private Optional<Beat> awaitNext() {
        lock.lock();
        try {
            pause(SHORTEST_PAUSE_NANOS, false);
            pause(pauseNanos - SHORTEST_PAUSE_NANOS, true);
            newStage = false;
            return closed ? Optional.empty() : Optional.of(latest);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private void pause(long nanos, boolean endsAtNewStage) throws InterruptedException {
        long left = nanos;
        while (left > 0 && !closed && !(endsAtNewStage && newStage)) {
            left = changed.awaitNanos(left);
        }
    }
}
