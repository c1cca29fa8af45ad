package io.aisynapse.standalone.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
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
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

@Timeout(30)
class JobFollowerTest {
    private static final String STATE = "{\"id\":\"j\",\"state\":\"%s\"}";

    private final List<String> askedAfter = new ArrayList<>();
    private final HttpServer server = unstarted();

    @BeforeEach
    void start() {
        server.createContext("/v1/jobs/j", exchange -> answer(exchange, STATE.formatted(state()), "application/json"));
        server.createContext("/v1/jobs/j/events", this::events);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aBrokenConnectionIsTakenUpWhereItEndedAndNoEventComesTwice() throws IOException {
        List<Long> sequences = new ArrayList<>();
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        JsonNode job = new JobFollower(new ApiClient(address, "key"), "j")
                .follow(event -> sequences.add(event.path("sequence").asLong()));
        assertEquals("SUCCEEDED", job.path("state").asString());
        assertEquals(List.of(1L, 2L, 3L), sequences);
        assertEquals(List.of("0", "2"), askedAfter);
    }

    /** The first connection ends after two events, the second repeats one and goes on to the end. */
    private void events(HttpExchange exchange) throws IOException {
        askedAfter.add(exchange.getRequestHeaders().getFirst("Last-Event-ID"));
        String body = askedAfter.size() == 1 ? event(1) + ": still here\n\n" + event(2) : event(2) + event(3);
        answer(exchange, body, "text/event-stream");
    }

    private static String event(int sequence) {
        return "id: %d\nevent: job.state\ndata: {\"sequence\":%d}\n\n".formatted(sequence, sequence);
    }

    private String state() {
        return askedAfter.size() < 2 ? "RUNNING" : "SUCCEEDED";
    }

    private static void answer(HttpExchange exchange, String body, String type) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private static HttpServer unstarted() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
