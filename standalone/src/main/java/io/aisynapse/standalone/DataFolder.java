package io.aisynapse.standalone;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * Where one standalone service keeps everything; nobody else may use it at the same time.
 *
 * <pre>
 *   lock               held while the service runs     artefacts/  models, programs, reports, results by digest
 *   secrets.properties tokens and passwords (0600)     postgres/   the database
 *   demo.json          what the demo made (0600)       broker/     the Kafka log
 *   logs/              service.log, postgresql.log     cache/      PostgreSQL's programs, the class archive
 * </pre>
 */
public final class DataFolder implements AutoCloseable {
    /** Less free space than this, in bytes, and the database could not even be created. */
    static final long WANTED_FREE_BYTES = 256L << 20;

    private final Path root;
    private final RandomAccessFile lockFile;
    private final FileLock lock;

    private DataFolder(Path root, RandomAccessFile lockFile, FileLock lock) {
        this.root = root;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /** Creates the folder when it is missing, and locks it. */
    public static DataFolder open(Path folder) throws StartFailure {
        Path root = folder.toAbsolutePath().normalize();
        try {
            Files.createDirectories(root.resolve("logs"));
            Files.createDirectories(root.resolve("cache"));
            keepPrivate(root);
            requireSpace(root);
            return locked(root);
        } catch (IOException e) {
            throw new StartFailure("The data folder %s cannot be used: %s.".formatted(root, reason(e)), e);
        }
    }

    private static void requireSpace(Path root) throws IOException, StartFailure {
        long free = Files.getFileStore(root).getUsableSpace();
        if (free < WANTED_FREE_BYTES) {
            throw new StartFailure(("The disk of the data folder %s is full: %d MiB are free, %d MiB are wanted;"
                            + " make room or choose another folder with --data.")
                    .formatted(root, free >> 20, WANTED_FREE_BYTES >> 20));
        }
    }

    private static DataFolder locked(Path root) throws IOException, StartFailure {
        RandomAccessFile file = new RandomAccessFile(root.resolve("lock").toFile(), "rw");
        FileLock lock = tryLock(file);
        if (lock == null) {
            String holder = holder(file);
            file.close();
            throw new StartFailure(("Another AI-Synapse service%s is already running on the data folder %s;"
                            + " stop it, or choose another folder with --data.")
                    .formatted(holder, root));
        }
        file.setLength(0);
        file.write(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII));
        return new DataFolder(root, file, lock);
    }

    private static @Nullable FileLock tryLock(RandomAccessFile file) throws IOException {
        try {
            return file.getChannel().tryLock();
        } catch (OverlappingFileLockException _) {
            return null;
        }
    }

    private static String holder(RandomAccessFile file) throws IOException {
        String pid = file.readLine();
        return pid == null || pid.isBlank() ? "" : " (process " + pid.strip() + ")";
    }

    static void keepPrivate(Path path) throws IOException {
        if (Files.getFileStore(path).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(
                    path, PosixFilePermissions.fromString(Files.isDirectory(path) ? "rwx------" : "rw-------"));
        }
    }

    /** What an exception of the file system says, with its kind, since some say nothing but a path. */
    private static String reason(IOException e) {
        String message = e.getMessage();
        String kind = e.getClass().getSimpleName().replace("Exception", "");
        return message == null ? kind : kind + " " + message;
    }

    public Path root() {
        return root;
    }

    public Path postgres() {
        return root.resolve("postgres");
    }

    public Path broker() {
        return root.resolve("broker");
    }

    public Path artefacts() {
        return root.resolve("artefacts");
    }

    public Path cache() {
        return root.resolve("cache");
    }

    public Path demoState() {
        return root.resolve("demo.json");
    }

    public Path postgresLog() {
        return root.resolve("logs/postgresql.log");
    }

    public Path secretsFile() {
        return root.resolve("secrets.properties");
    }

    public Path serviceLog() {
        return root.resolve("logs/service.log");
    }

    @Override
    public void close() throws IOException {
        lock.release();
        lockFile.close();
    }
}
