package io.aisynapse.core.onnx.proto;

import io.aisynapse.core.finding.Finding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Counts what has been read against the limits, and reads names, which are the largest thing a reader must store. */
final class ReadBudget {
    private static final int SHOWN_CHARACTERS = 60;

    private final ReadLimits limits;
    private final ProtoCursor cursor;
    private long nodes;
    private long names;
    private long functions;
    private long metadata;

    ReadBudget(ReadLimits limits, ProtoCursor cursor) {
        this.limits = limits;
        this.cursor = cursor;
    }

    /** Whether one more node may be stored; the rest are only counted, so that the refusal can say how many. */
    boolean countNode() {
        return ++nodes <= limits.nodes();
    }

    void countName() throws ReadFailure {
        if (++names > limits.names()) {
            throw over(
                    "node-budget",
                    "more than " + limits.names() + " tensor names, attributes and initialisers",
                    limits.names());
        }
    }

    void countFunction() throws ReadFailure {
        if (++functions > limits.functions()) {
            throw over("function-budget", "more than " + limits.functions() + " local functions", limits.functions());
        }
    }

    void countMetadata() throws ReadFailure {
        if (++metadata > limits.metadata()) {
            throw over("metadata-budget", "more than " + limits.metadata() + " metadata entries", limits.metadata());
        }
    }

    /** Fails when more nodes were counted than may be stored. */
    void check() throws ReadFailure {
        if (nodes > limits.nodes()) {
            throw over("node-budget", nodes + " nodes", limits.nodes());
        }
    }

    private static ReadFailure over(String code, String seen, int limit) {
        return new ReadFailure(new Finding(
                code,
                "model",
                seen,
                "at most " + limit,
                "Simplify the model before exporting it (constant folding helps)."));
    }

    /** Reads a name; one that is too long or holds control characters is refused. */
    String name(String what) throws IOException {
        Slice slice = cursor.readSlice();
        if (slice.length() > limits.nameBytes()) {
            throw badName(what, "a name of " + slice.length() + " bytes");
        }
        String name = new String(cursor.bytes(), slice.offset(), slice.length(), StandardCharsets.UTF_8);
        if (name.codePoints().anyMatch(ReadBudget::isRefused)) {
            throw badName(what, "the name '" + escaped(name) + "'");
        }
        return name;
    }

    /** Text that is never shown as a name, such as a class label or an attribute's value: cut, not refused. */
    String text() throws IOException {
        Slice slice = cursor.readSlice();
        return new String(
                cursor.bytes(), slice.offset(), Math.min(slice.length(), limits.nameBytes()), StandardCharsets.UTF_8);
    }

    private ReadFailure badName(String what, String seen) {
        return new ReadFailure(new Finding(
                "bad-name",
                what + " at byte " + cursor.position(),
                seen,
                "UTF-8 of at most %d bytes without control characters".formatted(limits.nameBytes()),
                "Rename it before exporting the model."));
    }

    /** Control characters, characters that turn the direction of writing, and broken UTF-8. */
    private static boolean isRefused(int character) {
        int type = Character.getType(character);
        return type == Character.CONTROL || type == Character.FORMAT || character == 0xFFFD;
    }

    private static String escaped(String name) {
        StringBuilder text = new StringBuilder();
        name.codePoints()
                .limit(SHOWN_CHARACTERS)
                .forEach(character -> text.append(
                        isRefused(character) ? "\\u%04x".formatted(character) : Character.toString(character)));
        return text.toString();
    }
}
