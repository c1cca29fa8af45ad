package io.aisynapse.node;

import io.aisynapse.core.compile.CoreProgramFile;
import io.aisynapse.protocol.client.WorkBlobs;
import java.io.IOException;

/** Programs and models of one node, parsed once and kept while they are in use. */
final class NodeCache {
    private static final int MOST_FORMATS = 1024;

    private final WorkBlobs blobs;
    private final DigestCache<String, LoadedProgram> programs;
    private final DigestCache<OriginalModel.Key, OriginalModel> originals;
    private final DigestCache<String, Boolean> formats;

    NodeCache(WorkBlobs blobs, EngineSettings engine, int mostEntries) {
        this.blobs = blobs;
        programs = new DigestCache<>(
                digest -> LoadedProgram.of(CoreProgramFile.read(blobs.read(digest)), engine), mostEntries);
        formats = new DigestCache<>(digest -> beginsAsHdf5(blobs.read(digest)), MOST_FORMATS);
        originals = new DigestCache<>(key -> OriginalModel.read(blobs.read(key.model()), key), mostEntries);
    }

    /** Whether a model is a NIR file, which has no original to compare with. */
    boolean isNir(String digest) throws IOException {
        return formats.get(digest);
    }

    private static boolean beginsAsHdf5(byte[] model) {
        return model.length > 3 && model[0] == (byte) 0x89 && model[1] == 'H' && model[2] == 'D' && model[3] == 'F';
    }

    WorkBlobs blobs() {
        return blobs;
    }

    LoadedProgram program(String digest) throws IOException {
        return programs.get(digest);
    }

    OriginalModel original(OriginalModel.Key key) throws IOException {
        return originals.get(key);
    }
}
