package io.aisynapse.protocol.client;

import io.aisynapse.protocol.event.WorkOffered;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Rings what it is told to, and again what was passed on. */
final class InMemoryDoorbell implements Doorbell {
    private final BlockingQueue<Optional<WorkOffered>> offers = new LinkedBlockingQueue<>();
    final List<String> heard = new CopyOnWriteArrayList<>();
    final List<String> passedOn = new CopyOnWriteArrayList<>();

    void ring(WorkOffered offer) {
        offers.add(Optional.of(offer));
    }

    @Override
    public Optional<Ring> listen(Duration patience) {
        try {
            Optional<WorkOffered> offer = offers.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
            return offer == null ? Optional.empty() : offer.map(InMemoryRing::new);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    @Override
    public void wake() {
        offers.add(Optional.empty());
    }

    @Override
    public void close() {}

    private final class InMemoryRing implements Ring {
        private final WorkOffered offer;

        InMemoryRing(WorkOffered offer) {
            this.offer = offer;
        }

        @Override
        public WorkOffered offer() {
            return offer;
        }

        @Override
        public void heard() {
            heard.add(offer.workId());
        }

        @Override
        public void passOn() {
            passedOn.add(offer.workId());
            offers.add(Optional.of(offer));
        }
    }
}
