package io.aisynapse.protocol.client;

import java.time.Duration;
import java.util.Optional;

/** Never rings: its worker only asks the service from time to time. */
public final class SilentDoorbell implements Doorbell {
    private final StopSignal woken = new StopSignal();

    @Override
    public Optional<Ring> listen(Duration patience) {
        woken.await(patience);
        return Optional.empty();
    }

    @Override
    public void wake() {
        woken.set();
    }

    @Override
    public void close() {
        woken.set();
    }
}
