package io.aisynapse.standalone.client;

import io.aisynapse.protocol.work.ProtocolJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Server-sent events, one after the other: lines {@code id:}, {@code event:}, {@code data:}, then an empty one. */
final class EventStream implements AutoCloseable {
    private final BufferedReader lines;

    EventStream(InputStream body) {
        lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    /** The next event's data; null at the end of the stream. Comments are passed over. */
    @Nullable
    JsonNode next() throws IOException {
        StringBuilder data = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty() && !data.isEmpty()) {
                return ProtocolJson.mapper().readTree(data.toString());
            }
            if (line.startsWith("data:")) {
                data.append(line.substring("data:".length()).strip());
            }
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
