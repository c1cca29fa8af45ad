package io.aisynapse.api.work;

import io.aisynapse.api.ApiSettings;
import io.aisynapse.api.problem.ProblemException;
import io.aisynapse.protocol.work.ProtocolJson;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;

/** Bodies of the internal port, by the protocol's own mapper: members unknown to this version are passed over. */
@Component
public class InternalBodies {
    private final int mostBytes;

    InternalBodies(ApiSettings settings) {
        this.mostBytes = settings.limits().jsonBytes();
    }

    public <T> T read(InputStream body, Class<T> type) throws IOException {
        byte[] bytes = body.readNBytes(mostBytes + 1);
        if (bytes.length > mostBytes) {
            throw ProblemException.tooLarge("JSON body", mostBytes);
        }
        try {
            T value = ProtocolJson.mapper().readValue(bytes, type);
            if (value != null) {
                return value;
            }
        } catch (JacksonException e) {
            throw new ProblemException(
                    HttpStatus.BAD_REQUEST, "bad-json", "The body is no " + type.getSimpleName() + ".");
        }
        throw new ProblemException(HttpStatus.BAD_REQUEST, "bad-json", "The body is null.");
    }

    public ResponseEntity<byte[]> answer(Object value, Class<?> type) {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .body(ProtocolJson.mapper().writerFor(type).writeValueAsBytes(value));
    }
}
