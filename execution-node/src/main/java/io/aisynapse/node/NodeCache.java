package io.aisynapse.node;

import io.aisynapse.core.compile.CoreProgramFile;
import io.aisynapse.protocol.client.WorkBlobs;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Programs and models of one node, parsed once and kept while they are in use. */
final class NodeCache {
    private final WorkBlobs blobs;
    private final DigestCache<LoadedProgram> programs;
    private final DigestCache<OriginalModel> originals;

    NodeCache(WorkBlobs blobs, EngineSettings engine, int mostEntries) {
        this.blobs = blobs;
        programs = new DigestCache<>(
                digest -> LoadedProgram.of(CoreProgramFile.read(blobs.read(digest)), engine), mostEntries);
        originals = new DigestCache<>(this::readOriginal, mostEntries);
    }

    WorkBlobs blobs() {
        return blobs;
    }

    LoadedProgram program(String digest) throws IOException {
        return programs.get(digest);
    }

    /** @param remainderDigest of what runs behind the program; null when the whole model spikes */
    OriginalModel original(String digest, @Nullable String remainderDigest) throws IOException {
        return originals.get(digest + " " + Objects.requireNonNullElse(remainderDigest, ""));
    }

    private OriginalModel readOriginal(String digests) throws IOException {
        int space = digests.indexOf(' ');
        return OriginalModel.read(blobs.read(digests.substring(0, space)), digests.substring(space + 1));
    }
}
