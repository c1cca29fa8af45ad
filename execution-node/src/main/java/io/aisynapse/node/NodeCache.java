package io.aisynapse.node;

import io.aisynapse.core.compile.CoreProgramFile;
import io.aisynapse.protocol.client.WorkBlobs;
import java.io.IOException;

/** Programs and models of one node, parsed once and kept while they are in use. */
final class NodeCache {
    private final WorkBlobs blobs;
    private final DigestCache<LoadedProgram> programs;
    private final DigestCache<OriginalModel> originals;

    NodeCache(WorkBlobs blobs, EngineSettings engine, int mostEntries) {
        this.blobs = blobs;
        programs = new DigestCache<>(
                digest -> LoadedProgram.of(CoreProgramFile.read(blobs.read(digest)), engine), mostEntries);
        originals = new DigestCache<>(digest -> OriginalModel.read(blobs.read(digest)), mostEntries);
    }

    WorkBlobs blobs() {
        return blobs;
    }

    LoadedProgram program(String digest) throws IOException {
        return programs.get(digest);
    }

    OriginalModel original(String digest) throws IOException {
        return originals.get(digest);
    }
}
