package io.aisynapse.protocol.client;

import io.aisynapse.protocol.problem.ErrorKind;
import io.aisynapse.protocol.work.InternalPort.Commit;
import io.aisynapse.protocol.work.InternalPort.Fail;
import io.aisynapse.protocol.work.InternalPort.Lease;
import io.aisynapse.protocol.work.InternalPort.Release;
import io.aisynapse.protocol.work.WorkFailure;
import io.aisynapse.protocol.work.WorkResult;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands work in, trying again while the service is away; a second commit of one attempt does no harm. */
final class Deliveries {
    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);

    private final WorkPort port;
    private final StopSignal stop;
    private final Duration patience;
    private final LongSupplier nanoTime;

    /** One call of the port; false when the attempt is no longer ours. */
    private interface Call {
        boolean make() throws IOException;
    }

    Deliveries(WorkPort port, StopSignal stop, Duration patience, LongSupplier nanoTime) {
        this.port = port;
        this.stop = stop;
        this.patience = patience;
        this.nanoTime = nanoTime;
    }

    void commit(Lease lease, WorkResult result, LeaseKeeper keeper) {
        try {
            deliver(lease, keeper, () -> port.commit(lease.workId(), new Commit(lease.attempt(), result)));
        } catch (RefusedCallException e) {
            LOG.error("the result of {} was refused", lease.workId(), e);
            String message = "the service refused the worker's result";
            fail(lease, new WorkFailure(ErrorKind.INTERNAL, "result-refused", message, List.of()), keeper);
        }
    }

    /** A failure that is refused, for it may be too long, is handed in once more without its findings. */
    void fail(Lease lease, WorkFailure failure, LeaseKeeper keeper) {
        try {
            deliver(lease, keeper, () -> port.fail(lease.workId(), new Fail(lease.attempt(), failure)));
        } catch (RefusedCallException e) {
            LOG.error("the failure of {} was refused", lease.workId(), e);
            if (!failure.problems().isEmpty()) {
                WorkFailure shorter = new WorkFailure(failure.kind(), failure.code(), failure.message(), List.of());
                fail(lease, shorter, keeper);
            }
        }
    }

    void release(Lease lease, LeaseKeeper keeper) {
        try {
            deliver(
                    lease,
                    keeper,
                    () -> port.release(lease.workId(), new Release(lease.attempt(), keeper.checkpoint())));
        } catch (RefusedCallException e) {
            LOG.error("the release of {} was refused", lease.workId(), e);
        }
    }

    private void deliver(Lease lease, LeaseKeeper keeper, Call call) {
        Backoff backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));
        long start = nanoTime.getAsLong();
        while (!keeper.isLost()) {
            try {
                if (!call.make()) {
                    LOG.info("attempt {} of {} is no longer ours, dropped", lease.attempt(), lease.workId());
                }
                return;
            } catch (IOException e) {
                Duration pause = backoff.next();
                LOG.warn("cannot hand in {}, next try in {} ms: {}", lease.workId(), pause.toMillis(), e.toString());
                if (nanoTime.getAsLong() - start > patience.toNanos() || stop.await(pause)) {
                    LOG.warn("gave up handing in {}; its lease will run out", lease.workId());
                    return;
                }
            }
        }
        LOG.info("attempt {} of {} is no longer ours, dropped", lease.attempt(), lease.workId());
    }
}
