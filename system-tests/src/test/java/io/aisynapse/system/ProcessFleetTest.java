package io.aisynapse.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.standalone.FreePort;
import io.aisynapse.standalone.Standalone;
import io.aisynapse.standalone.StandaloneSettings;
import io.aisynapse.standalone.client.ApiClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** One API, one converter and three nodes as processes of their own give the answer that one JVM gives. */
@Timeout(400)
class ProcessFleetTest {
    private static final int NODES = 3;
    private static final int DIGITS = 600;
    private static final int SHARD_SAMPLES = 150;
    private static final int POLLS_LIMIT = 12_000;
    private static final String VICTIM = "node-2";

    @TempDir
    Path folder;

    @Test
    void aJobOverThreeNodesSurvivesTheKillOfOneThatWorksAndGivesTheSameDigest() throws Exception {
        String distributed;
        try (Fleet fleet = Fleet.start(folder, NODES)) {
            awaitNodes(fleet);
            Trial trial = Trial.at(fleet.address(), Fleet.ADMIN_TOKEN);
            String jobId = trial.submit(DIGITS, SHARD_SAMPLES);
            killInTheMiddleOfAShard(fleet);
            distributed = Trial.digest(trial.finish(jobId));
            Set<String> workers = new TreeSet<>(fleet.nodesThatCommitted());
            assertTrue(workers.containsAll(List.of("node-1", "node-3")), () -> "only these worked: " + workers);
            assertTrue(fleet.highestAttempt() >= 2, "the lost shard was not handed out again");
            String others =
                    fleet.process("node-1").printed() + fleet.process("node-3").printed();
            assertTrue(others.contains("goes on from sha256:"), "the lost shard began again");
        }
        assertEquals(inOneJvm(), distributed);
    }

    private String inOneJvm() throws Exception {
        StandaloneSettings settings =
                new StandaloneSettings(folder.resolve("one-jvm"), FreePort.choose(), 1, 1, "vector");
        try (Standalone service = Standalone.start(settings)) {
            Trial trial = Trial.at(service.address(), service.secrets().adminToken());
            return Trial.digest(trial.finish(trial.submit(DIGITS, SHARD_SAMPLES)));
        }
    }

    private static void awaitNodes(Fleet fleet) throws Exception {
        ApiClient health = new ApiClient(fleet.address(), Fleet.ADMIN_TOKEN);
        for (int poll = 0; poll < POLLS_LIMIT; poll++) {
            if (readyNodes(health) == NODES) {
                return;
            }
            assertTrue(fleet.process("api").isAlive(), "the API has ended");
            pause();
        }
        throw new AssertionError(
                "the nodes do not come up: " + fleet.process("api").printed());
    }

    private static int readyNodes(ApiClient health) {
        try {
            JsonNode nodes = health.get("/v1/health").body().path("nodes");
            return nodes.isNumber() ? nodes.asInt() : nodes.path("ready").asInt(0);
        } catch (IOException _) {
            return 0;
        }
    }

    /** Stops the node first, so that it cannot hand its shard in between our look and the kill. */
    private static void killInTheMiddleOfAShard(Fleet fleet) throws Exception {
        JavaProcess victim = fleet.process(VICTIM);
        for (int poll = 0; poll < POLLS_LIMIT; poll++) {
            if (fleet.nodesWithCheckpoints().contains(VICTIM)) {
                victim.signal("STOP");
                if (fleet.nodesWithCheckpoints().contains(VICTIM)) {
                    victim.kill();
                    return;
                }
                victim.signal("CONT");
            }
            pause();
        }
        throw new AssertionError(VICTIM + " never told of a checkpoint");
    }

    private static void pause() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
}
