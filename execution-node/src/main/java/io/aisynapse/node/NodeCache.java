package io.aisynapse.node;

import io.aisynapse.core.compile.CoreProgramFile;
import io.aisynapse.protocol.client.WorkBlobs;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Programs and models of one node, parsed once and kept while they are in use. */
final class NodeCache {
    private static final int MOST_FORMATS = 1024;

    private final WorkBlobs blobs;
    private final DigestCache<LoadedProgram> programs;
    private final DigestCache<OriginalModel> originals;
    private final DigestCache<Boolean> formats;

    NodeCache(WorkBlobs blobs, EngineSettings engine, int mostEntries) {
        this.blobs = blobs;
        programs = new DigestCache<>(
                digest -> LoadedProgram.of(CoreProgramFile.read(blobs.read(digest)), engine), mostEntries);
        formats = new DigestCache<>(digest -> beginsAsHdf5(blobs.read(digest)), MOST_FORMATS);
        originals = new DigestCache<>(this::readOriginal, mostEntries);
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

    /** @param remainderDigest of what runs behind the program; null when the whole model spikes */
    OriginalModel original(String digest, @Nullable String remainderDigest) throws IOException {
        return originals.get(digest + " " + Objects.requireNonNullElse(remainderDigest, ""));
    }

    private OriginalModel readOriginal(String digests) throws IOException {
        int space = digests.indexOf(' ');
        return OriginalModel.read(blobs.read(digests.substring(0, space)), digests.substring(space + 1));
    }
}
