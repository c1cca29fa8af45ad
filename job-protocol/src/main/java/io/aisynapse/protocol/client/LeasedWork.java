package io.aisynapse.protocol.client;

import io.aisynapse.protocol.client.WorkStoppedException.Reason;
import io.aisynapse.protocol.problem.ErrorKind;
import io.aisynapse.protocol.work.InternalPort.Lease;
import io.aisynapse.protocol.work.WorkFailure;
import io.aisynapse.protocol.work.WorkResult;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From a lease to a result that is handed in, a failure, or a release; never throws what a handler throws. */
final class LeasedWork {
    private static final Logger LOG = LoggerFactory.getLogger(LeasedWork.class);

    private final WorkPort port;
    private final WorkHandler handler;
    private final Deliveries deliveries;
    private volatile @Nullable LeaseKeeper current;
    private volatile boolean draining;

    LeasedWork(WorkPort port, WorkHandler handler, Deliveries deliveries) {
        this.port = port;
        this.handler = handler;
        this.deliveries = deliveries;
    }

    void perform(Lease lease) {
        try (LeaseKeeper keeper = new LeaseKeeper(port, lease)) {
            current = keeper;
            if (draining) {
                keeper.stop(Reason.DRAINING);
            }
            keeper.start();
            attempt(lease, keeper);
        } finally {
            current = null;
        }
    }

    void drain() {
        draining = true;
        LeaseKeeper keeper = current;
        if (keeper != null) {
            keeper.stop(Reason.DRAINING);
        }
    }

    /** This is the edge that records work as failed, hence the broad catches. */
    private void attempt(Lease lease, LeaseKeeper keeper) {
        try {
            WorkResult result = handler.handle(lease.order(), keeper);
            deliveries.commit(lease, result, keeper);
        } catch (WorkStoppedException e) {
            LOG.info("work {} attempt {} {}", lease.workId(), lease.attempt(), e.getMessage());
            if (e.reason() != Reason.LEASE_LOST) {
                deliveries.release(lease, keeper);
            }
        } catch (WorkFailedException e) {
            LOG.info("work {} failed: {}", lease.workId(), e.getMessage());
            deliveries.fail(lease, e.failure(), keeper);
        } catch (IOException e) {
            LOG.warn("work {} met a fault of the infrastructure", lease.workId(), e);
            fail(lease, keeper, ErrorKind.INFRASTRUCTURE, "storage-failure", "the artefact store could not be used");
        } catch (OutOfMemoryError e) {
            LOG.error("work {} needs more memory than this worker has", lease.workId(), e);
            fail(lease, keeper, ErrorKind.RESOURCES, "out-of-memory", "the worker's memory does not suffice");
        } catch (RuntimeException | VirtualMachineError | LinkageError | AssertionError e) {
            LOG.error("work {} met a fault of ours", lease.workId(), e);
            fail(lease, keeper, ErrorKind.INTERNAL, "internal-error", "an internal error, which is in our log");
        }
    }

    /**
     * What breaks while the process ends says nothing about the work: somebody else gets it, and it counts no failure.
     */
    private void fail(Lease lease, LeaseKeeper keeper, ErrorKind kind, String code, String message) {
        if (draining) {
            deliveries.release(lease, keeper);
            return;
        }
        deliveries.fail(lease, new WorkFailure(kind, code, message, List.of()), keeper);
    }
}
