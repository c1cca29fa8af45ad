package io.aisynapse.standalone.client;

import io.aisynapse.protocol.work.ProtocolJson;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Calls of one service with one key. Every call ends within its time limit. */
public final class ApiClient {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
    private static final Duration CALL_LIMIT = Duration.ofMinutes(2);

    private final URI base;
    private final String key;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(CONNECT_LIMIT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    /** @param key an API key, or the administrator's token to create one */
    public ApiClient(URI base, String key) {
        this.base = base;
        this.key = key;
    }

    public ApiClient withKey(String other) {
        return new ApiClient(base, other);
    }

    public URI address(String path) {
        return base.resolve(path);
    }

    public ApiAnswer get(String path) throws IOException {
        return call(request(path).header("Accept", "application/json").GET());
    }

    public ApiAnswer delete(String path) throws IOException {
        return call(request(path).DELETE());
    }

    public ApiAnswer post(String path, Map<String, ?> body) throws IOException {
        String json = ProtocolJson.mapper().writeValueAsString(body);
        return call(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    /** Sends bytes as they are: a model or a dataset. */
    public ApiAnswer upload(String path, Map<String, String> query, byte[] body) throws IOException {
        return call(request(path + queryString(query))
                .header("Content-Type", "application/octet-stream")
                .POST(BodyPublishers.ofByteArray(body)));
    }

    /** Sends a text in YAML, of which JSON is a part. */
    public ApiAnswer uploadYaml(String path, String text) throws IOException {
        return call(request(path).header("Content-Type", "application/yaml").POST(BodyPublishers.ofString(text)));
    }

    /** The events after the given one, as they come; the caller closes the stream. */
    EventStream events(String path, long after) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(address(path))
                .header("Authorization", "Bearer " + key)
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", Long.toString(after))
                .GET()
                .build();
        HttpResponse<InputStream> response = send(request, BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            try (var body = response.body()) {
                throw new ApiProblemException(answer(response.statusCode(), body.readAllBytes()));
            }
        }
        return new EventStream(response.body());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address(path)).timeout(CALL_LIMIT).header("Authorization", "Bearer " + key);
    }

    private static String queryString(Map<String, String> query) {
        return query.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&", "?", ""));
    }

    private ApiAnswer call(HttpRequest.Builder request) throws IOException {
        HttpResponse<byte[]> response = send(request.build(), BodyHandlers.ofByteArray());
        return answer(response.statusCode(), response.body());
    }

    private static ApiAnswer answer(int status, byte[] body) {
        return new ApiAnswer(status, json(body));
    }

    private static JsonNode json(byte[] body) {
        try {
            return body.length == 0
                    ? ProtocolJson.mapper().createObjectNode()
                    : ProtocolJson.mapper().readTree(body);
        } catch (JacksonException _) {
            return ProtocolJson.mapper().createObjectNode();
        }
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) throws IOException {
        try {
            return http.send(request, handler);
        } catch (ConnectException e) {
            throw new IOException("no service answers at " + base, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + request.uri(), e);
        }
    }
}
