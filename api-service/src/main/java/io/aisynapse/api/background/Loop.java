package io.aisynapse.api.background;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Something done over and over on a thread of its own, from when the service is up until it stops. */
public abstract class Loop implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(6);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);

    private final String name;
    private volatile CountDownLatch stopping = new CountDownLatch(1);
    private @Nullable Thread thread;

    protected Loop(String name) {
        this.name = name;
    }

    /** Does it once, and waits as long as is right before the next time. */
    protected abstract void turn() throws InterruptedException;

    /** Waits, or returns early when the service stops. */
    protected final void rest(Duration pause) throws InterruptedException {
        stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized void start() {
        stopping = new CountDownLatch(1);
        thread = Thread.ofVirtual().name(name).start(this::run);
    }

    private void run() {
        while (stopping.getCount() > 0) {
            try {
                turn();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.error("{} failed and goes on", name, e);
                restAfterFailure();
            }
        }
    }

    private void restAfterFailure() {
        try {
            rest(AFTER_FAILURE);
        } catch (InterruptedException e) {
            stopping.countDown();
        }
    }

    @Override
    public synchronized void stop() {
        stopping.countDown();
        Thread running = thread;
        if (running == null) {
            return;
        }
        try {
            if (!running.join(Duration.ofSeconds(1))) {
                running.interrupt();
                running.join(LONGEST_STOP);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread = null;
    }

    @Override
    public synchronized boolean isRunning() {
        return thread != null;
    }
}
