package io.aisynapse.protocol.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A worker: slots that hear the doorbell, claim, work and hand in, each on a thread of its own, until closed.
 *
 * <pre>
 *   doorbell ─▶ claim at the internal port ─▶ handler, while a keeper beats ─▶ commit | fail | release
 *        └────── the bell is only a hint: a slot also asks by itself, so a lost ring costs a pause
 * </pre>
 */
public final class WorkLoop implements AutoCloseable {
    private static final Duration LAST_WAIT = Duration.ofSeconds(5);

    private final WorkerSettings settings;
    private final StopSignal stop = new StopSignal();
    private final List<Slot> slots = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    /**
     * @param doorbells makes one for each slot
     * @param nanoTime a clock that only goes forward, in nanoseconds, as {@link System#nanoTime}
     */
    public WorkLoop(
            WorkerSettings settings,
            WorkPort port,
            Supplier<Doorbell> doorbells,
            WorkHandler handler,
            LongSupplier nanoTime) {
        this.settings = settings;
        Deliveries deliveries = new Deliveries(port, stop, settings.deliveryPatience(), nanoTime);
        for (int i = 0; i < settings.slots(); i++) {
            slots.add(new Slot(settings, new LeasedWork(port, handler, deliveries), port, doorbells.get(), stop));
        }
    }

    public void start() {
        for (int i = 0; i < slots.size(); i++) {
            threads.add(Thread.ofPlatform()
                    .name(settings.workerId() + "-" + settings.kinds().getFirst() + "-" + i)
                    .start(slots.get(i)));
        }
    }

    /** Claims nothing more, lets work end for the drain time, gives back what does not end. */
    @Override
    public void close() {
        stop.set();
        slots.forEach(Slot::wake);
        joinAll(settings.drainTime());
        slots.forEach(Slot::drain);
        joinAll(LAST_WAIT);
    }

    /** Waits that long at most, for all together. */
    private void joinAll(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        try {
            for (Thread thread : threads) {
                thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
