package io.aisynapse.api.web;

import io.aisynapse.api.ApiSettings;
import io.aisynapse.api.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads users' JSON: bounded in bytes, depth and number length, no duplicate keys, nothing behind the document. */
@Component
public final class JsonBodies {
    private static final int DEEPEST = 32;
    private static final int LONGEST_NUMBER = 100;

    private final int mostBytes;
    private final JsonMapper mapper;

    JsonBodies(ApiSettings settings) {
        this.mostBytes = settings.limits().jsonBytes();
        StreamReadConstraints constraints = StreamReadConstraints.builder()
                .maxNestingDepth(DEEPEST)
                .maxNumberLength(LONGEST_NUMBER)
                .maxStringLength(mostBytes)
                .build();
        this.mapper = JsonMapper.builder(
                        JsonFactory.builder().streamReadConstraints(constraints).build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    /** The body as a document to be looked into; 400 {@code bad-json} if it is none, 413 if it is too long. */
    public JsonFields read(InputStream body) throws IOException {
        return new JsonFields(tree(bytes(body)));
    }

    /** As {@link #read}, where a body may be left out: then it is an empty object. */
    public JsonFields readOrEmpty(InputStream body) throws IOException {
        byte[] bytes = bytes(body);
        return new JsonFields(bytes.length == 0 ? mapper.createObjectNode() : tree(bytes));
    }

    private byte[] bytes(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(mostBytes + 1);
        if (bytes.length > mostBytes) {
            throw ProblemException.tooLarge("JSON body", mostBytes);
        }
        return bytes;
    }

    private JsonNode tree(byte[] bytes) {
        boolean marked = bytes.length >= 3 && bytes[0] == (byte) 0xef && bytes[1] == (byte) 0xbb;
        try {
            JsonNode tree = marked ? null : mapper.readTree(bytes);
            if (tree != null && !tree.isMissingNode()) {
                return tree;
            }
        } catch (JacksonException e) {
            throw new ProblemException(
                    HttpStatus.BAD_REQUEST, "bad-json", "The body is no JSON document" + place(e) + ".");
        }
        throw new ProblemException(HttpStatus.BAD_REQUEST, "bad-json", "The body is no JSON document.");
    }

    private static String place(JacksonException e) {
        var location = e.getLocation();
        return location == null ? "" : " (line %d, column %d)".formatted(location.getLineNr(), location.getColumnNr());
    }
}
