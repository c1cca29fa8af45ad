package io.aisynapse.standalone.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a killed service left on its database folder: a file {@code postmaster.pid}, and perhaps the server that wrote
 * it. The caller holds the lock of the data folder, so a server that is still there belongs to nobody any more.
 */
final class LeftoverServer {
    private static final Logger LOG = LoggerFactory.getLogger(LeftoverServer.class);
    private static final int GENTLE_SECONDS = 10;
    private static final int FORCED_SECONDS = 5;

    /** Stops the server that runs on this folder, if any, and removes its pid file. */
    static void stop(Path data) throws IOException {
        Path pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        Optional<ProcessHandle> server = writer(pidFile).filter(process -> runsOn(process, data));
        if (server.isPresent()) {
            LOG.warn(
                    "stopping the PostgreSQL that an earlier run left behind, process {}",
                    server.get().pid());
            stop(server.get());
        }
        Files.deleteIfExists(pidFile);
    }

    private static Optional<ProcessHandle> writer(Path pidFile) throws IOException {
        List<String> lines = Files.readAllLines(pidFile);
        try {
            return lines.isEmpty()
                    ? Optional.empty()
                    : ProcessHandle.of(Long.parseLong(lines.getFirst().strip()));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    /** A process number may have been given to somebody else since: only a postgres with our folder is ours. */
    private static boolean runsOn(ProcessHandle process, Path data) {
        String command = process.info().commandLine().orElse("");
        return command.contains("postgres")
                && command.contains(data.toAbsolutePath().toString());
    }

    private static void stop(ProcessHandle server) throws IOException {
        List<ProcessHandle> family = server.descendants().toList();
        server.destroy();
        if (!ended(server, GENTLE_SECONDS)) {
            server.destroyForcibly();
            family.forEach(ProcessHandle::destroyForcibly);
            if (!ended(server, FORCED_SECONDS)) {
                throw new IOException(
                        "the PostgreSQL process %d of an earlier run does not end".formatted(server.pid()));
            }
        }
        for (ProcessHandle child : family) {
            ended(child, FORCED_SECONDS);
        }
    }

    private static boolean ended(ProcessHandle process, int seconds) throws IOException {
        try {
            process.onExit().get(seconds, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException _) {
            return !process.isAlive();
        } catch (ExecutionException e) {
            throw new IOException("cannot wait for process " + process.pid(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while PostgreSQL was being stopped", e);
        }
    }

    private LeftoverServer() {}
}
