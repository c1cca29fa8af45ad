package io.aisynapse.api;

import io.aisynapse.protocol.array.NpyArray;
import io.aisynapse.protocol.work.ProtocolJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import tools.jackson.databind.JsonNode;

/** A user's program with its API key. */
final class User {
    private final RunningService service;
    private final HttpClient http = HttpClient.newHttpClient();
    private final String key;

    private User(RunningService service, String key) {
        this.service = service;
        this.key = key;
    }

    static User of(RunningService service, String tenant) {
        User administrator = new User(service, RunningService.ADMIN_TOKEN);
        Answer answer = administrator.postJson("/v1/keys", "{\"name\":\"test\",\"tenant\":\"" + tenant + "\"}");
        return new User(service, answer.json().get("key").stringValue());
    }

    static User withKey(RunningService service, String key) {
        return new User(service, key);
    }

    record Answer(int status, HttpResponse<byte[]> response) {
        JsonNode json() {
            return ProtocolJson.mapper().readTree(response.body());
        }

        String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        String code() {
            return json().path("code").asString("");
        }
    }

    Answer get(String path) {
        return send(request(path).GET());
    }

    Answer get(String path, String accept) {
        return send(request(path).header("Accept", accept).GET());
    }

    Answer delete(String path) {
        return send(request(path).DELETE());
    }

    Answer postJson(String path, String body) {
        return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
    }

    Answer postBytes(String path, String type, byte[] body) {
        return send(request(path).header("Content-Type", type).POST(BodyPublishers.ofByteArray(body)));
    }

    Answer call(String method, String path) {
        return send(request(path).method(method, BodyPublishers.noBody()));
    }

    /** Uploads inputs of {@code samples × 2} and their labels. */
    String uploadDataset(int samples) {
        float[][] rows = new float[samples][];
        long[] labels = new long[samples];
        for (int i = 0; i < samples; i++) {
            rows[i] = new float[] {i, -i};
            labels[i] = i % 2;
        }
        try {
            ByteArrayOutputStream x = new ByteArrayOutputStream();
            NpyArray.writeFloatRows(x, rows, 2);
            ByteArrayOutputStream y = new ByteArrayOutputStream();
            NpyArray.writeLongs(y, labels);
            byte[] npz = npz("x.npy", x.toByteArray(), "y.npy", y.toByteArray());
            Answer answer = postBytes("/v1/datasets?name=d", "application/octet-stream", npz);
            if (answer.status() != 201) {
                throw new AssertionError(answer.text());
            }
            return answer.json().get("id").stringValue();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static byte[] npz(Object... members) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (int i = 0; i < members.length; i += 2) {
                zip.putNextEntry(new ZipEntry((String) members[i]));
                zip.write((byte[]) members[i + 1]);
                zip.closeEntry();
            }
        }
        return out.toByteArray();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(service.address() + path)).header("Authorization", "Bearer " + key);
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), response);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
