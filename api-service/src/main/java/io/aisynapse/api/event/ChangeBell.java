package io.aisynapse.api.event;

import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Wakes those in this process who wait for news of a row. They look into the database when woken, and also now and then
 * unwoken, since a change may come from another process.
 */
@Component
public class ChangeBell {
    private final ConcurrentHashMap<UUID, Set<Listening>> listeners = new ConcurrentHashMap<>();

    public Listening listen(UUID subject) {
        Listening listening = new Listening(subject);
        listeners.compute(subject, (id, others) -> {
            Set<Listening> all = others == null ? ConcurrentHashMap.newKeySet() : others;
            all.add(listening);
            return all;
        });
        return listening;
    }

    /** Rings when the transaction that is going on has committed. */
    public void ringAfterCommit(UUID subject) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                listeners.getOrDefault(subject, Set.of()).forEach(listening -> listening.rings.release());
            }
        });
    }

    /** One who waits. */
    public final class Listening implements AutoCloseable {
        private final UUID subject;
        private final Semaphore rings = new Semaphore(0);

        private Listening(UUID subject) {
            this.subject = subject;
        }

        /** Returns at the next ring, at once if there was one since the last call. */
        public void await(Duration longest) throws InterruptedException {
            if (rings.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                rings.drainPermits();
            }
        }

        @Override
        public void close() {
            listeners.computeIfPresent(subject, (id, all) -> {
                all.remove(this);
                return all.isEmpty() ? null : all;
            });
        }
    }
}
