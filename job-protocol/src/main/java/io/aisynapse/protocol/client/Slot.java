package io.aisynapse.protocol.client;

import io.aisynapse.protocol.client.Doorbell.Ring;
import io.aisynapse.protocol.event.WorkOffered;
import io.aisynapse.protocol.state.WorkKind;
import io.aisynapse.protocol.work.InternalPort.Claim;
import io.aisynapse.protocol.work.InternalPort.Lease;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread of a worker; does one piece of work at a time. */
final class Slot implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Slot.class);

    private final WorkerSettings settings;
    private final LeasedWork work;
    private final WorkPort port;
    private final Doorbell doorbell;
    private final StopSignal stop;
    private final Backoff backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));

    Slot(WorkerSettings settings, LeasedWork work, WorkPort port, Doorbell doorbell, StopSignal stop) {
        this.settings = settings;
        this.work = work;
        this.port = port;
        this.doorbell = doorbell;
        this.stop = stop;
    }

    @Override
    public void run() {
        try (doorbell) {
            while (!stop.isSet()) {
                round();
            }
        }
    }

    /** Does all that can be claimed, then waits for a ring and answers it. */
    private void round() {
        try {
            drainReady();
            if (!stop.isSet()) {
                doorbell.listen(settings.idlePause()).ifPresent(this::answer);
            }
            backoff.reset();
        } catch (IOException | RefusedCallException e) {
            Duration pause = backoff.next();
            LOG.warn("cannot ask for work, next try in {} ms: {}", pause.toMillis(), e.toString());
            stop.await(pause);
        }
    }

    private void drainReady() throws IOException {
        boolean worked = true;
        while (worked && !stop.isSet()) {
            Optional<Lease> lease = claimAny();
            lease.ifPresent(work::perform);
            worked = lease.isPresent();
        }
    }

    private Optional<Lease> claimAny() throws IOException {
        for (WorkKind kind : settings.kinds()) {
            Optional<Lease> lease = claim(kind, null);
            if (lease.isPresent()) {
                return lease;
            }
        }
        return Optional.empty();
    }

    /** The bell is answered as soon as the claim is: from then on the database owns the work. */
    private void answer(Ring ring) {
        WorkOffered offer = ring.offer();
        if (stop.isSet()) {
            ring.passOn();
            return;
        }
        if (!settings.kinds().contains(offer.kind())) {
            ring.heard();
            return;
        }
        Optional<Lease> lease;
        try {
            lease = claim(offer.kind(), offer.workId());
        } catch (IOException | RefusedCallException e) {
            LOG.warn("cannot claim {}: {}", offer.workId(), e.toString());
            ring.passOn();
            return;
        }
        ring.heard();
        lease.ifPresent(work::perform);
    }

    private Optional<Lease> claim(WorkKind kind, @Nullable String workId) throws IOException {
        return port.claim(new Claim(kind, workId, settings.workerId()));
    }

    void wake() {
        doorbell.wake();
    }

    /** Has the work under way given back at its next step. */
    void drain() {
        work.drain();
    }
}
