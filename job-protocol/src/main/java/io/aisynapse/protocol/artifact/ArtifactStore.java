package io.aisynapse.protocol.artifact;

import java.io.IOException;
import java.io.InputStream;

/** Content-addressed blobs: a digest is {@code sha256:} and 64 lower-case hexadecimal digits. */
public interface ArtifactStore {
    /** Reads the stream to its end and keeps it; writing the same bytes twice is no error. */
    StoredArtifact put(InputStream bytes) throws IOException;

    /** @throws java.io.FileNotFoundException when there is no such blob */
    InputStream open(String digest) throws IOException;

    /** Size in bytes. @throws java.io.FileNotFoundException when there is no such blob */
    long size(String digest) throws IOException;

    /** Idempotent. */
    void delete(String digest) throws IOException;

    record StoredArtifact(String digest, long size) {}
}
