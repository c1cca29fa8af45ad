package io.aisynapse.protocol.client;

import io.aisynapse.protocol.event.WorkOffered;
import java.time.Duration;
import java.util.Optional;

/** Says that there may be work; used by one thread. One that stays silent costs a worker time, never a result. */
public interface Doorbell extends AutoCloseable {
    /** Waits at most that long for a ring. */
    Optional<Ring> listen(Duration patience);

    /** Makes a {@code listen} of another thread return early. */
    void wake();

    @Override
    void close();

    /** One offer; exactly one of its two methods is to be called, soon. */
    interface Ring {
        WorkOffered offer();

        /** Nobody else needs to hear it. */
        void heard();

        /** To be rung again, elsewhere or later: we could not ask the service. */
        void passOn();
    }
}
