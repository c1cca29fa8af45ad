package io.aisynapse.api.node;

import io.aisynapse.api.problem.ProblemException;
import io.aisynapse.api.web.Listed;
import io.aisynapse.api.work.InternalBodies;
import io.aisynapse.protocol.state.NodeState;
import io.aisynapse.protocol.work.InternalPort;
import io.aisynapse.protocol.work.InternalPort.Registration;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Nodes, for users to see and for nodes to register. */
@RestController
class NodeController {
    private static final int MOST_CHIPS = 64;
    private static final int LONGEST_ID = 128;

    private final Nodes nodes;
    private final InternalBodies bodies;

    NodeController(Nodes nodes, InternalBodies bodies) {
        this.nodes = nodes;
        this.bodies = bodies;
    }

    @PostMapping(path = InternalPort.PREFIX + "/nodes", consumes = "application/json")
    ResponseEntity<Void> register(InputStream body) throws IOException {
        Registration registration = bodies.read(body, Registration.class);
        NodeState state = Arrays.stream(NodeState.values())
                .filter(known -> known.name().equals(registration.state()))
                .findFirst()
                .orElse(null);
        if (state == null
                || registration.nodeId() == null
                || registration.nodeId().isBlank()
                || registration.nodeId().length() > LONGEST_ID
                || registration.chips() == null
                || registration.chips().size() > MOST_CHIPS) {
            throw new ProblemException(
                    HttpStatus.UNPROCESSABLE_CONTENT, "bad-value", "The registration has no id, state or chips.");
        }
        nodes.register(registration, state);
        return ResponseEntity.noContent().build();
    }

    @GetMapping("/v1/nodes")
    Listed<Nodes.NodeView> all() {
        return new Listed<>(nodes.all());
    }
}
