package io.aisynapse.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShutdownTest {
    private final List<String> stopped = new ArrayList<>();
    private final Shutdown shutdown = new Shutdown();

    @Test
    void theLastStartedIsStoppedFirstAndOnlyOnce() {
        add("database");
        add("api");
        shutdown.close();
        shutdown.close();
        assertEquals(List.of("api", "database"), stopped);
    }

    @Test
    void aPartThatFailsToStopDoesNotKeepTheOthersFromStopping() {
        add("database");
        shutdown.add("broken", () -> {
            throw new IllegalStateException("broken on purpose");
        });
        shutdown.close();
        assertEquals(List.of("database"), stopped);
    }

    @Test
    void aPartThatStartsTooLateIsStoppedAtOnce() {
        shutdown.refuseMore();
        add("late");
        assertEquals(List.of("late"), stopped);
    }

    private void add(String name) {
        shutdown.add(name, () -> stopped.add(name));
    }
}
