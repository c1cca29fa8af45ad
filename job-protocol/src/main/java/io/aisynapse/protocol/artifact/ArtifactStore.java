package io.aisynapse.protocol.artifact;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/** Content-addressed blobs: a digest is {@code sha256:} and 64 lower-case hexadecimal digits. */
public interface ArtifactStore {
    /** Reads the stream to its end and keeps it; writing the same bytes twice is no error. */
    default StoredArtifact put(InputStream bytes) throws IOException {
        try (StagedArtifact staged = stage(bytes)) {
            staged.keep();
            return staged.blob();
        }
    }

    /**
     * Reads the stream to its end; it becomes a blob when it is kept. Who guards a digest against being deleted can so
     * keep it under that guard, whether or not the same bytes are there already.
     */
    StagedArtifact stage(InputStream bytes) throws IOException;

    /** @throws java.io.FileNotFoundException when there is no such blob */
    InputStream open(String digest) throws IOException;

    /** Size in bytes. @throws java.io.FileNotFoundException when there is no such blob */
    long size(String digest) throws IOException;

    /** Idempotent. */
    void delete(String digest) throws IOException;

    record StoredArtifact(String digest, long size) {}

    /** Bytes that have arrived; closing drops them unless they were kept. */
    interface StagedArtifact extends Closeable {
        /** What it is, or will be. */
        StoredArtifact blob();

        /** Makes it a blob; idempotent. */
        void keep() throws IOException;
    }
}
