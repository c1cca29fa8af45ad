package io.aisynapse.protocol.client;

import io.aisynapse.protocol.state.WorkKind;
import java.time.Duration;
import java.util.List;

/**
 * How a worker behaves.
 *
 * @param workerId names it at the service; one a process is enough
 * @param kinds what it claims, the most urgent first
 * @param slots pieces of work done at a time
 * @param idlePause how often it asks for work when no bell rings
 * @param deliveryPatience how long it goes on trying to hand a result in while the service is away
 * @param drainTime how long work may go on after a shutdown began, before it is given back
 */
public record WorkerSettings(
        String workerId,
        List<WorkKind> kinds,
        int slots,
        Duration idlePause,
        Duration deliveryPatience,
        Duration drainTime) {
    public WorkerSettings {
        kinds = List.copyOf(kinds);
        if (workerId.isBlank() || kinds.isEmpty() || slots < 1) {
            throw new IllegalArgumentException("worker '%s' with %d slots for %s".formatted(workerId, slots, kinds));
        }
    }

    /** With the usual waits: asks every 2 s, hands in for up to 5 minutes, drains for 20 s. */
    public static WorkerSettings of(String workerId, List<WorkKind> kinds, int slots) {
        return new WorkerSettings(
                workerId, kinds, slots, Duration.ofSeconds(2), Duration.ofMinutes(5), Duration.ofSeconds(20));
    }

    public WorkerSettings askingEvery(Duration pause) {
        return new WorkerSettings(workerId, kinds, slots, pause, deliveryPatience, drainTime);
    }

    public WorkerSettings drainingFor(Duration time) {
        return new WorkerSettings(workerId, kinds, slots, idlePause, deliveryPatience, time);
    }
}
