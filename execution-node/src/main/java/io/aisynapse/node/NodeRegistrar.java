package io.aisynapse.node;

import io.aisynapse.core.chip.ChipProfiles;
import io.aisynapse.core.chip.ChipSpec;
import io.aisynapse.protocol.client.RefusedCallException;
import io.aisynapse.protocol.client.StopSignal;
import io.aisynapse.protocol.client.WorkPort;
import io.aisynapse.protocol.state.NodeState;
import io.aisynapse.protocol.work.InternalPort.ChipDescription;
import io.aisynapse.protocol.work.InternalPort.Registration;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the service again and again that a node lives, in which state, and which chips it emulates. */
final class NodeRegistrar implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeRegistrar.class);

    private final String nodeId;
    private final WorkPort port;
    private final Duration pause;
    private final StopSignal stop = new StopSignal();
    private volatile NodeState state = NodeState.READY;

    NodeRegistrar(String nodeId, WorkPort port, Duration pause) {
        this.nodeId = nodeId;
        this.port = port;
        this.pause = pause;
    }

    void start() {
        Thread.ofVirtual().name("registrar-" + nodeId).start(this::keepTelling);
    }

    private void keepTelling() {
        do {
            send();
        } while (!stop.await(pause));
    }

    /** From now on, and at once; a service that does not hear it hears the next one. */
    void tell(NodeState current) {
        state = current;
        send();
    }

    /** One at a time, so that an older state never follows a newer one. */
    private synchronized void send() {
        try {
            port.register(new Registration(nodeId, state.name(), version(), chips()));
        } catch (IOException | RefusedCallException e) {
            LOG.warn("node {} could not register: {}", nodeId, e.toString());
        }
    }

    private static List<ChipDescription> chips() {
        return ChipProfiles.all().stream().map(NodeRegistrar::describe).toList();
    }

    private static ChipDescription describe(ChipSpec chip) {
        return new ChipDescription(chip.name(), chip.name(), chip.mesh().coresPerChip(), chip.properties());
    }

    private static String version() {
        String version = NodeRegistrar.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @Override
    public void close() {
        stop.set();
        tell(NodeState.RETIRED);
    }
}
