package io.aisynapse.protocol.client;

import io.aisynapse.protocol.work.InternalPort;
import io.aisynapse.protocol.work.InternalPort.Beat;
import io.aisynapse.protocol.work.InternalPort.BeatAnswer;
import io.aisynapse.protocol.work.InternalPort.Claim;
import io.aisynapse.protocol.work.InternalPort.Commit;
import io.aisynapse.protocol.work.InternalPort.Fail;
import io.aisynapse.protocol.work.InternalPort.Lease;
import io.aisynapse.protocol.work.InternalPort.Registration;
import io.aisynapse.protocol.work.InternalPort.Release;
import io.aisynapse.protocol.work.ProtocolJson;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/** The internal port over HTTP. */
public final class HttpWorkPort implements WorkPort, AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);
    private static final int SHOWN_CHARACTERS = 500;

    private final HttpClient http;
    private final String root;
    private final String token;

    /**
     * @param service for example {@code http://api:8080}
     * @param token shared by the service and its workers
     */
    public HttpWorkPort(URI service, String token) {
        this.root = service.toString().replaceAll("/+$", "") + InternalPort.PREFIX;
        this.token = token;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    @Override
    public Optional<Lease> claim(Claim claim) throws IOException {
        return answerOf(expectPort(post("/work/claim", claim)), Lease.class);
    }

    @Override
    public Optional<BeatAnswer> beat(String workId, Beat beat) throws IOException {
        return answerOf(post(pathOf(workId, "beat"), beat), BeatAnswer.class);
    }

    @Override
    public boolean commit(String workId, Commit commit) throws IOException {
        return stillOurs(post(pathOf(workId, "commit"), commit));
    }

    @Override
    public boolean fail(String workId, Fail fail) throws IOException {
        return stillOurs(post(pathOf(workId, "fail"), fail));
    }

    @Override
    public boolean release(String workId, Release release) throws IOException {
        return stillOurs(post(pathOf(workId, "release"), release));
    }

    @Override
    public void register(Registration registration) throws IOException {
        expectPort(post("/nodes", registration));
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private static String pathOf(String workId, String verb) {
        return "/work/" + URLEncoder.encode(workId, StandardCharsets.UTF_8) + "/" + verb;
    }

    private HttpResponse<byte[]> post(String path, Object body) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(root + path))
                .timeout(CALL_TIMEOUT)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(ProtocolJson.mapper().writeValueAsBytes(body)))
                .build();
        try {
            return checked(path, http.send(request, BodyHandlers.ofByteArray()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while calling " + path).initCause(e);
        }
    }

    private static HttpResponse<byte[]> checked(String path, HttpResponse<byte[]> response) throws IOException {
        int status = response.statusCode();
        if (status == 200 || status == 204 || isGone(status)) {
            return response;
        }
        String text = new String(response.body(), StandardCharsets.UTF_8);
        String message = "%s was answered with %d: %s"
                .formatted(path, status, text.substring(0, Math.min(text.length(), SHOWN_CHARACTERS)));
        boolean mayBeMended = status >= 500 || status == 401 || status == 403 || status == 408 || status == 429;
        if (mayBeMended) {
            throw new IOException(message);
        }
        throw new RefusedCallException(message);
    }

    /** Calls that name no work can only be gone if the address is not that of an internal port. */
    private static HttpResponse<byte[]> expectPort(HttpResponse<byte[]> response) throws IOException {
        if (isGone(response.statusCode())) {
            throw new IOException(response.uri() + " was answered with " + response.statusCode());
        }
        return response;
    }

    private static boolean stillOurs(HttpResponse<byte[]> response) {
        return !isGone(response.statusCode());
    }

    /** Handed to another worker, or deleted. */
    private static boolean isGone(int status) {
        return status == 409 || status == 404;
    }

    private static <T> Optional<T> answerOf(HttpResponse<byte[]> response, Class<T> type) throws IOException {
        if (response.statusCode() != 200) {
            return Optional.empty();
        }
        try {
            return Optional.of(ProtocolJson.mapper().readValue(response.body(), type));
        } catch (JacksonException e) {
            throw new IOException("an answer of the service is no " + type.getSimpleName(), e);
        }
    }
}
