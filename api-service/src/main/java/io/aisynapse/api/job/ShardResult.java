package io.aisynapse.api.job;

import io.aisynapse.api.work.WorkOwner.BadResultException;
import io.aisynapse.protocol.work.ProtocolJson;
import io.aisynapse.protocol.work.WorkOrder.SampleRange;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The blob that a node hands in for a shard: one JSON object with the members below in this order, each array as long
 * as the shard has samples.
 *
 * <pre>{"first":F,"count":C,"outputs":[[…]…],"classes":[…]|null,"original_classes":…,"spikes":[…],
 * "synaptic_operations":[…],"exit_ticks":[…]|null}</pre>
 */
final class ShardResult {
    static final List<String> ARRAYS =
            List.of("outputs", "classes", "original_classes", "spikes", "synaptic_operations", "exit_ticks");

    private ShardResult() {}

    /** Reads the blob to its end, so that the digest is that of all of it. */
    static void verify(InputStream blob, String digest, SampleRange range) throws IOException, BadResultException {
        MessageDigest sha256 = sha256();
        try (DigestInputStream hashed = new DigestInputStream(blob, sha256);
                JsonParser parser = ProtocolJson.mapper().createParser(hashed)) {
            expect(parser.nextToken() == JsonToken.START_OBJECT, "the result is no JSON object");
            expect(number(parser, "first") == range.first(), "the first sample is another");
            expect(number(parser, "count") == range.count(), "the number of samples is another");
            for (String member : ARRAYS) {
                expect(member.equals(parser.nextName()), "member " + member + " is missing or at another place");
                verifyArray(parser, member, range.count());
            }
            expect(parser.nextToken() == JsonToken.END_OBJECT, "the result has more members");
            expect(parser.nextToken() == null, "something follows the result");
        } catch (JacksonException e) {
            throw new BadResultException("the result is no JSON");
        }
        String actual = "sha256:" + HexFormat.of().formatHex(sha256.digest());
        expect(actual.equals(digest), "the bytes have another digest");
    }

    private static long number(JsonParser parser, String name) throws BadResultException {
        expect(name.equals(parser.nextName()), "member " + name + " is missing or at another place");
        expect(parser.nextToken() == JsonToken.VALUE_NUMBER_INT, name + " is no integer");
        return parser.getLongValue();
    }

    private static void verifyArray(JsonParser parser, String member, int count) throws BadResultException {
        JsonToken start = parser.nextToken();
        if (start == JsonToken.VALUE_NULL) {
            expect(member.endsWith("classes") || member.equals("exit_ticks"), member + " is null");
            return;
        }
        expect(start == JsonToken.START_ARRAY, member + " is no array");
        int elements = 0;
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            expect(token != null, member + " does not end");
            if (member.equals("outputs")) {
                expect(token == JsonToken.START_ARRAY, "an output is no array");
                verifyNumbers(parser);
            } else {
                expect(token == JsonToken.VALUE_NUMBER_INT, member + " has something that is no integer");
            }
            elements++;
        }
        expect(elements == count, member + " has " + elements + " elements");
    }

    private static void verifyNumbers(JsonParser parser) throws BadResultException {
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            expect(token != null && token.isNumeric(), "an output has something that is no number");
        }
    }

    private static void expect(boolean holds, String otherwise) throws BadResultException {
        if (!holds) {
            throw new BadResultException(otherwise);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
