package io.aisynapse.api.dataset;

import io.aisynapse.protocol.artifact.ArtifactStore.StagedArtifact;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an upload turned out to be; closing drops what was not kept.
 *
 * @param digest of the bytes as they were sent, and {@code sizeBytes} of them
 */
record ReadDataset(
        int samples,
        List<Integer> sampleDimensions,
        StagedArtifact inputs,
        @Nullable StagedArtifact labels,
        String digest,
        long sizeBytes)
        implements Closeable {
    String inputsDigest() {
        return inputs.blob().digest();
    }

    @Nullable
    String labelsDigest() {
        return labels == null ? null : labels.blob().digest();
    }

    @Override
    public void close() throws IOException {
        inputs.close();
        if (labels != null) {
            labels.close();
        }
    }
}
