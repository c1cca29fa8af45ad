package io.aisynapse.node;

import io.aisynapse.core.compile.CoreProgramFile;
import io.aisynapse.core.program.CoreProgram;
import io.aisynapse.protocol.client.WorkBlobs;
import io.aisynapse.protocol.work.ProtocolJson;
import io.aisynapse.protocol.work.WorkOrder.FaultWishes;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Programs and models of one node, parsed once and kept while they are in use. */
final class NodeCache {
    private static final int MOST_FORMATS = 1024;

    private final WorkBlobs blobs;
    private final EngineSettings engine;
    private final DigestCache<String, LoadedProgram> programs;
    private final DigestCache<String, LoadedProgram> brokenPrograms;
    private final DigestCache<OriginalModel.Key, OriginalModel> originals;
    private final DigestCache<String, Boolean> formats;

    NodeCache(WorkBlobs blobs, EngineSettings engine, int mostEntries) {
        this.blobs = blobs;
        this.engine = engine;
        brokenPrograms = new DigestCache<>(this::readBroken, mostEntries);
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

    /** @param faults of the chip that it runs on; null for none */
    LoadedProgram program(String digest, @Nullable FaultWishes faults) throws IOException {
        return faults == null
                ? programs.get(digest)
                : brokenPrograms.get(digest + " " + ProtocolJson.mapper().writeValueAsString(faults));
    }

    private LoadedProgram readBroken(String digestAndFaults) throws IOException {
        int space = digestAndFaults.indexOf(' ');
        FaultWishes faults = ProtocolJson.mapper().readValue(digestAndFaults.substring(space + 1), FaultWishes.class);
        CoreProgram program = CoreProgramFile.read(blobs.read(digestAndFaults.substring(0, space)));
        return LoadedProgram.broken(program, faults, engine);
    }

    OriginalModel original(OriginalModel.Key key) throws IOException {
        return originals.get(key);
    }
}
