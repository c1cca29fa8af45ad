package io.aisynapse.api.job;

import io.aisynapse.protocol.artifact.ArtifactStore;
import io.aisynapse.protocol.recording.RecordingNpz;
import io.aisynapse.protocol.work.WorkOrder.Recording;
import io.aisynapse.protocol.work.WorkResult.ShardRun;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Merges what shards recorded into one file; its bytes do not depend on how the job was cut. */
final class RecordingMerge {
    private final ArtifactStore store;

    RecordingMerge(ArtifactStore store) {
        this.store = store;
    }

    /** @param note for the job's warnings when not all samples that were asked for are in it; else null */
    record Merged(String digest, @Nullable String note) {}

    /** @param shardSamples of each shard but the last, whose results are given in order */
    Merged merge(Recording wish, List<ShardRun> shards, int samples, int shardSamples) throws IOException {
        int wanted = Math.min(wish.samples(), samples);
        try (RecordingNpz npz = new RecordingNpz(wish.maxBytes())) {
            for (int shard = 0; shard < shards.size() && shard * shardSamples < wanted; shard++) {
                String digest = shards.get(shard).recordingDigest();
                if (digest == null) {
                    throw new IOException("shard " + shard + " recorded nothing");
                }
                int first = shard * shardSamples;
                npz.add(store.open(digest), first, Math.min(shardSamples, wanted - first));
            }
            String note = npz.isTruncated()
                    ? "recordings hold %d of %d samples: the next does not fit into max_bytes %d"
                            .formatted(npz.samples(), wanted, wish.maxBytes())
                    : null;
            try (InputStream in = Files.newInputStream(npz.finish())) {
                return new Merged(store.put(in).digest(), note);
            }
        }
    }
}
