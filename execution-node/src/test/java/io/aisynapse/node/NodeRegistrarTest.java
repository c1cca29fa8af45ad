package io.aisynapse.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.protocol.client.WorkPort;
import io.aisynapse.protocol.state.NodeState;
import io.aisynapse.protocol.work.InternalPort.Beat;
import io.aisynapse.protocol.work.InternalPort.BeatAnswer;
import io.aisynapse.protocol.work.InternalPort.Claim;
import io.aisynapse.protocol.work.InternalPort.Commit;
import io.aisynapse.protocol.work.InternalPort.Fail;
import io.aisynapse.protocol.work.InternalPort.Lease;
import io.aisynapse.protocol.work.InternalPort.Registration;
import io.aisynapse.protocol.work.InternalPort.Release;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NodeRegistrarTest {
    private final BlockingQueue<Registration> heard = new LinkedBlockingQueue<>();
    private int faults;

    @Test
    void goesOnTellingThatTheNodeLivesThoughTheServiceWasAway() throws InterruptedException {
        faults = 2;
        try (NodeRegistrar registrar = new NodeRegistrar("n", new RegistrationsOnly(), Duration.ofMillis(5))) {
            registrar.start();
            Registration first = next();
            assertEquals("n", first.nodeId());
            assertEquals("READY", first.state());
            assertTrue(first.chips().stream().anyMatch(chip -> chip.name().equals("loihi-1") && chip.cores() == 128));
            assertEquals("READY", next().state());
            registrar.tell(NodeState.DRAINING);
        }
        List<Registration> rest = new ArrayList<>();
        heard.drainTo(rest);
        assertTrue(rest.stream().anyMatch(registration -> registration.state().equals("DRAINING")));
        assertTrue(rest.stream().anyMatch(registration -> registration.state().equals("RETIRED")));
    }

    private Registration next() throws InterruptedException {
        Registration registration = heard.poll(10, TimeUnit.SECONDS);
        assertNotNull(registration);
        return registration;
    }

    private final class RegistrationsOnly implements WorkPort {
        @Override
        public void register(Registration registration) throws IOException {
            if (faults-- > 0) {
                throw new IOException("away");
            }
            heard.add(registration);
        }

        @Override
        public Optional<Lease> claim(Claim claim) {
            return Optional.empty();
        }

        @Override
        public Optional<BeatAnswer> beat(String workId, Beat beat) {
            return Optional.empty();
        }

        @Override
        public boolean commit(String workId, Commit commit) {
            return false;
        }

        @Override
        public boolean fail(String workId, Fail fail) {
            return false;
        }

        @Override
        public boolean release(String workId, Release release) {
            return false;
        }
    }
}
