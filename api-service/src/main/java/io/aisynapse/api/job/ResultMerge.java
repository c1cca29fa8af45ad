package io.aisynapse.api.job;

import io.aisynapse.protocol.artifact.ArtifactStore;
import io.aisynapse.protocol.artifact.ArtifactStore.StoredArtifact;
import io.aisynapse.protocol.work.ProtocolJson;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Puts the shards' arrays one behind the other. No id and no time is in the merged result and every number keeps its
 * text, so its digest depends on model, input and settings alone: not on nodes, threads or the size of shards. Shards
 * are read once for each array and never held in memory.
 */
final class ResultMerge {
    private final ArtifactStore store;

    ResultMerge(ArtifactStore store) {
        this.store = store;
    }

    /**
     * @param digests of the shards' blobs, in their order
     * @param samples in all
     */
    StoredArtifact merge(List<String> digests, int samples) throws IOException {
        Path merged = Files.createTempFile("merge", ".json");
        try {
            try (BufferedWriter out = Files.newBufferedWriter(merged)) {
                out.write("{\"samples\":" + samples);
                for (String member : ShardResult.ARRAYS) {
                    out.write(",\"" + member + "\":");
                    append(out, digests, member);
                }
                out.write("}");
            }
            try (InputStream in = Files.newInputStream(merged)) {
                return store.put(in);
            }
        } finally {
            Files.deleteIfExists(merged);
        }
    }

    private void append(Writer out, List<String> digests, String member) throws IOException {
        Set<Boolean> nulls = new HashSet<>();
        boolean first = true;
        for (String digest : digests) {
            try (InputStream blob = store.open(digest);
                    JsonParser parser = ProtocolJson.mapper().createParser(blob)) {
                boolean isNull = findMember(parser, member) == JsonToken.VALUE_NULL;
                nulls.add(isNull);
                if (nulls.size() > 1) {
                    throw new IOException("some shards have " + member + ", others have none");
                }
                if (!isNull) {
                    first = appendElements(out, parser, first);
                }
            }
        }
        out.write(nulls.contains(true) ? "null" : "]");
    }

    private static JsonToken findMember(JsonParser parser, String member) throws IOException {
        parser.nextToken();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            JsonToken value = parser.nextToken();
            if (name.equals(member) && value != null) {
                return value;
            }
            parser.skipChildren();
        }
        throw new IOException("a shard has no " + member);
    }

    /** Copies what stands between the brackets; returns whether nothing has been written yet. */
    private static boolean appendElements(Writer out, JsonParser parser, boolean first) throws IOException {
        boolean nothingYet = first;
        int depth = 1;
        boolean comma = !first;
        if (first) {
            out.write('[');
        }
        while (depth > 0) {
            JsonToken token = parser.nextToken();
            if (token == null) {
                throw new IOException("a shard ends early");
            }
            if (token == JsonToken.END_ARRAY) {
                depth--;
                if (depth > 0) {
                    out.write(']');
                    comma = true;
                }
                continue;
            }
            if (comma) {
                out.write(',');
            }
            nothingYet = false;
            if (token == JsonToken.START_ARRAY) {
                depth++;
                out.write('[');
                comma = false;
            } else {
                out.write(parser.getString());
                comma = true;
            }
        }
        return nothingYet;
    }
}
