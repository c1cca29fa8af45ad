package io.aisynapse.protocol.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.aisynapse.protocol.state.WorkKind;
import io.aisynapse.protocol.work.InternalPort.Beat;
import io.aisynapse.protocol.work.InternalPort.Claim;
import io.aisynapse.protocol.work.InternalPort.Commit;
import io.aisynapse.protocol.work.InternalPort.Lease;
import io.aisynapse.protocol.work.InternalPort.Release;
import io.aisynapse.protocol.work.WorkOrder;
import io.aisynapse.protocol.work.WorkResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpWorkPortTest {
    private final List<String> requests = new ArrayList<>();
    private HttpServer server;
    private HttpWorkPort port;
    private int status = 204;
    private String answer = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " " + body);
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        port = new HttpWorkPort(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"), "secret");
    }

    @AfterEach
    void stop() {
        port.close();
        server.stop(0);
    }

    @Test
    void aClaimIsSentWithTheTokenAndYieldsALease() throws IOException {
        status = 200;
        answer = "{\"work_id\":\"w\",\"attempt\":3,\"lease_millis\":9000,"
                + "\"order\":{\"kind\":\"MODEL_CHECK\",\"model_id\":\"m\",\"model_digest\":\"d\"}}";
        Lease lease = port.claim(new Claim(WorkKind.MODEL_CHECK, null, "me")).orElseThrow();
        assertEquals(new Lease("w", 3, 9000, new WorkOrder.CheckModel("m", "d")), lease);
        assertEquals(
                "/internal/v1/work/claim Bearer secret "
                        + "{\"kind\":\"MODEL_CHECK\",\"work_id\":null,\"worker_id\":\"me\"}",
                requests.getFirst());
    }

    @Test
    void nothingToClaimIsNoLease() throws IOException {
        assertTrue(port.claim(new Claim(WorkKind.SHARD, "w", "me")).isEmpty());
    }

    @Test
    void aConflictMeansThatTheAttemptIsNotOurs() throws IOException {
        status = 409;
        answer = "{\"code\":\"stale-attempt\"}";
        assertTrue(port.beat("w", new Beat(1, "s", 0, 1)).isEmpty());
        assertFalse(port.release("w", new Release(1)));
    }

    @Test
    void aCommitNamesItsKind() throws IOException {
        assertTrue(port.commit("w/1", new Commit(2, new WorkResult.ModelConverted("p", "r", summary()))));
        assertTrue(requests.getFirst().startsWith("/internal/v1/work/w%2F1/commit "), requests.getFirst());
        assertTrue(requests.getFirst().contains("\"kind\":\"CONVERSION\""), requests.getFirst());
    }

    @Test
    void faultsThatPassAreToBeTriedAgain() {
        for (int fault : new int[] {500, 503, 401, 429, 404}) {
            status = fault;
            assertThrows(IOException.class, () -> port.claim(new Claim(WorkKind.SHARD, null, "me")));
        }
        server.stop(0);
        assertThrows(IOException.class, () -> port.claim(new Claim(WorkKind.SHARD, null, "me")));
    }

    @Test
    void aRefusalIsNotTriedAgain() {
        status = 422;
        answer = "{\"code\":\"bad-value\"}";
        RefusedCallException refusal =
                assertThrows(RefusedCallException.class, () -> port.claim(new Claim(WorkKind.SHARD, null, "me")));
        assertTrue(refusal.toString().contains("bad-value"), refusal.toString());
    }

    @Test
    void anAnswerThatIsNoLeaseIsAFaultOfTheService() {
        status = 200;
        answer = "<html>";
        assertThrows(IOException.class, () -> port.claim(new Claim(WorkKind.SHARD, null, "me")));
    }

    private static WorkResult.ConversionSummary summary() {
        return new WorkResult.ConversionSummary(32, "loihi-1", 1, 1, 10, 100, List.of(), null, null, null, null);
    }
}
