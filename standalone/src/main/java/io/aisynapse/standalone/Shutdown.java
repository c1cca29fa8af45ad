package io.aisynapse.standalone;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Parts that run, the last started on top; they are stopped from the top down, each whatever the others did. */
final class Shutdown implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

    private final Deque<Part> parts = new ArrayDeque<>();
    private boolean closed;

    private record Part(String name, AutoCloseable closer) {}

    /** Takes a started part over; when everything is stopped already, it is stopped at once. */
    synchronized void add(String name, AutoCloseable closer) {
        if (closed) {
            stop(new Part(name, closer));
        } else {
            parts.push(new Part(name, closer));
        }
    }

    /** From now on a part that is added is stopped at once. */
    synchronized void refuseMore() {
        closed = true;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized void close() {
        closed = true;
        while (!parts.isEmpty()) {
            stop(parts.pop());
        }
    }

    private static void stop(Part part) {
        try {
            part.closer().close();
            LOG.info("stopped: {}", part.name());
        } catch (Exception e) {
            LOG.error("could not stop: {}", part.name(), e);
        }
    }
}
