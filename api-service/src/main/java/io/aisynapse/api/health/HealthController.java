package io.aisynapse.api.health;

import io.aisynapse.api.node.Nodes;
import io.aisynapse.api.outbox.OutboxRelay;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** UP when all is well, DEGRADED when news wait for the broker, DOWN (503) without the database. */
@RestController
class HealthController {
    private final Nodes nodes;
    private final OutboxRelay relay;

    HealthController(Nodes nodes, OutboxRelay relay) {
        this.nodes = nodes;
        this.relay = relay;
    }

    /** @param nodes that are READY */
    record Health(String status, String database, String broker, int nodes) {}

    @GetMapping("/v1/health")
    ResponseEntity<Health> health() {
        boolean broker = relay.brokerUp();
        try {
            int ready = nodes.readyNodes();
            return ResponseEntity.ok(new Health(broker ? "UP" : "DEGRADED", "UP", broker ? "UP" : "DOWN", ready));
        } catch (DataAccessException | TransactionException e) {
            return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                    .body(new Health("DOWN", "DOWN", broker ? "UP" : "DOWN", 0));
        }
    }
}
