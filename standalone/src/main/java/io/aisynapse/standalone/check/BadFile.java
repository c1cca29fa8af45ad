package io.aisynapse.standalone.check;

import io.aisynapse.protocol.work.ProtocolJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * One line of a manifest.
 *
 * @param path the file
 * @param expected what a good service does with it
 */
record BadFile(Path path, Expectation expected) {
    enum Expectation {
        REJECT,
        ACCEPT,
        EITHER
    }

    /** Reads {@code manifest.json}: {@code {"files": [{"file": …, "expect": "reject" | "accept" | …}]}}. */
    static List<BadFile> inFolder(Path folder) throws IOException {
        JsonNode manifest = ProtocolJson.mapper().readTree(Files.readAllBytes(folder.resolve("manifest.json")));
        List<BadFile> files = new ArrayList<>();
        for (JsonNode entry : manifest.path("files")) {
            Path file = folder.resolve(entry.path("file").asString());
            files.add(new BadFile(file, expectation(entry.path("expect").asString())));
        }
        return files;
    }

    private static Expectation expectation(String word) {
        return switch (word) {
            case "reject" -> Expectation.REJECT;
            case "accept" -> Expectation.ACCEPT;
            default -> Expectation.EITHER;
        };
    }
}
