package io.aisynapse.protocol.client;

import io.aisynapse.protocol.array.NpyArray;
import io.aisynapse.protocol.array.NpyHeader;
import io.aisynapse.protocol.artifact.ArtifactStore;
import io.aisynapse.protocol.problem.ErrorKind;
import io.aisynapse.protocol.work.WorkFailure;
import io.aisynapse.protocol.work.WorkOrder.DatasetReference;
import io.aisynapse.protocol.work.WorkOrder.SampleRange;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * The artefact store as a worker uses it: whole blobs and ranges of samples in memory, never more than a limit.
 *
 * @param largestBytes of one blob, and of the samples held at once
 */
public record WorkBlobs(ArtifactStore store, long largestBytes) {
    /** @throws WorkFailedException when the blob is larger than the limit */
    public byte[] read(String digest) throws IOException {
        requireFit("blob " + digest, store.size(digest));
        try (InputStream bytes = store.open(digest)) {
            return bytes.readAllBytes();
        }
    }

    /**
     * Samples of a dataset, each flat.
     *
     * @param sampleSize values that the model wants of each
     * @throws WorkFailedException when the dataset's samples have another size, or do not fit in the limit
     */
    public float[][] samples(DatasetReference dataset, SampleRange range, int sampleSize) throws IOException {
        requireFit(range.count() + " samples", 4L * range.count() * sampleSize);
        requireSampleSize(dataset, sampleSize);
        try (InputStream npy = open(dataset.inputsDigest())) {
            return NpyArray.readFloatRows(npy, range.first(), range.count());
        }
    }

    /** Labels of samples. */
    public long[] labels(String labelsDigest, SampleRange range) throws IOException {
        requireFit(range.count() + " labels", 8L * range.count());
        try (InputStream npy = open(labelsDigest)) {
            return NpyArray.readLongs(npy, range.first(), range.count());
        }
    }

    /** Keeps the bytes and tells their digest. */
    public String put(byte[] bytes) throws IOException {
        return store.put(new ByteArrayInputStream(bytes)).digest();
    }

    private void requireSampleSize(DatasetReference dataset, int sampleSize) throws IOException {
        try (InputStream npy = open(dataset.inputsDigest())) {
            NpyHeader header = NpyArray.header(npy);
            if (header.rowElements() != sampleSize) {
                throw new WorkFailedException(new WorkFailure(
                        ErrorKind.USER,
                        "bad-shape",
                        "a sample of the dataset has %d values, the model takes %d"
                                .formatted(header.rowElements(), sampleSize),
                        List.of()));
            }
        }
    }

    private InputStream open(String digest) throws IOException {
        return new BufferedInputStream(store.open(digest));
    }

    private void requireFit(String what, long bytes) {
        if (bytes > largestBytes) {
            throw new WorkFailedException(new WorkFailure(
                    ErrorKind.RESOURCES,
                    "too-large",
                    "%s: %d bytes, this worker holds %d at most".formatted(what, bytes, largestBytes),
                    List.of()));
        }
    }
}
