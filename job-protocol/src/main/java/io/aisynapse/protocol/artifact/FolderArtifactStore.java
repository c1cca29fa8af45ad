package io.aisynapse.protocol.artifact;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Blobs in a folder: {@code ab/cdef…}, written beside and moved into place, so that a reader never sees half of one.
 */
public final class FolderArtifactStore implements ArtifactStore {
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

    private final Path root;

    public FolderArtifactStore(Path root) throws IOException {
        this.root = root;
        Files.createDirectories(root.resolve("incoming"));
    }

    @Override
    public StagedArtifact stage(InputStream bytes) throws IOException {
        Path incoming = Files.createTempFile(root.resolve("incoming"), "blob", ".part");
        try {
            MessageDigest sha256 = sha256();
            long size = Files.copy(new DigestInputStream(bytes, sha256), incoming, StandardCopyOption.REPLACE_EXISTING);
            String digest = "sha256:" + HexFormat.of().formatHex(sha256.digest());
            return new Incoming(incoming, pathOf(digest), new StoredArtifact(digest, size));
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(incoming);
            throw e;
        }
    }

    private record Incoming(Path file, Path target, StoredArtifact blob) implements StagedArtifact {
        @Override
        public void keep() throws IOException {
            if (Files.exists(target)) {
                return;
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.createDirectories(target.getParent());
            Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
        }

        @Override
        public void close() throws IOException {
            Files.deleteIfExists(file);
        }
    }

    @Override
    public InputStream open(String digest) throws IOException {
        try {
            return Files.newInputStream(pathOf(digest));
        } catch (NoSuchFileException e) {
            throw missing(digest, e);
        }
    }

    @Override
    public long size(String digest) throws IOException {
        try {
            return Files.size(pathOf(digest));
        } catch (NoSuchFileException e) {
            throw missing(digest, e);
        }
    }

    @Override
    public void delete(String digest) throws IOException {
        Files.deleteIfExists(pathOf(digest));
    }

    private Path pathOf(String digest) {
        if (!DIGEST.matcher(digest).matches()) {
            throw new IllegalArgumentException("'" + digest + "' is no digest, wanted sha256: and 64 hex digits");
        }
        String hex = digest.substring("sha256:".length());
        return root.resolve(hex.substring(0, 2)).resolve(hex.substring(2));
    }

    private static FileNotFoundException missing(String digest, NoSuchFileException cause) {
        FileNotFoundException missing = new FileNotFoundException("no blob " + digest);
        missing.initCause(cause);
        return missing;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
