package io.aisynapse.standalone.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One PostgreSQL on a folder that outlives it, listening on the loopback interface only. The server is a process of its
 * own: when this JVM is killed it stays, and the next start stops it (see {@link LeftoverServer}).
 */
public final class PostgresServer implements AutoCloseable {
    public static final String USER = "postgres";

    private static final Duration STARTUP_LIMIT = Duration.ofSeconds(60);
    private static final int CONNECTIONS_LIMIT = 60;

    private final EmbeddedPostgres postgres;

    private PostgresServer(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    /**
     * Where the server keeps its things.
     *
     * @param data the database itself; kept
     * @param programs PostgreSQL's own programs, unpacked once
     * @param log what the server says
     */
    public record Folders(Path data, Path programs, Path log) {}

    public static PostgresServer start(Folders folders, int port, String password) throws IOException {
        LeftoverServer.stop(folders.data());
        Path passwordFile = passwordFileForTheFirstStart(folders.data(), password);
        try {
            return new PostgresServer(
                    configured(folders, port, password, passwordFile).start());
        } finally {
            if (passwordFile != null) {
                Files.deleteIfExists(passwordFile);
            }
        }
    }

    private static @Nullable Path passwordFileForTheFirstStart(Path data, String password) throws IOException {
        Files.createDirectories(data.getParent());
        if (Files.exists(data.resolve("postgresql.conf"))) {
            return null;
        }
        Path file = Files.createTempFile("ai-synapse", ".secret");
        return Files.writeString(file, password);
    }

    private static EmbeddedPostgres.Builder configured(
            Folders folders, int port, String password, @Nullable Path passwordFile) {
        ProcessBuilder.Redirect log =
                ProcessBuilder.Redirect.appendTo(folders.log().toFile());
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(folders.data())
                .setOverrideWorkingDirectory(folders.programs().toFile())
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPort(port)
                .setPGStartupWait(STARTUP_LIMIT)
                .setConnectConfig("password", password)
                .setLocaleConfig("locale", "C")
                .setOutputRedirector(log)
                .setErrorRedirector(log);
        if (passwordFile != null) {
            // The builder hands these to initdb as --name=value; without them anybody on the machine could connect.
            builder.setLocaleConfig("pwfile", passwordFile.toString())
                    .setLocaleConfig("auth-host", "scram-sha-256")
                    .setLocaleConfig("auth-local", "scram-sha-256");
        }
        return settings(builder);
    }

    private static EmbeddedPostgres.Builder settings(EmbeddedPostgres.Builder builder) {
        return builder
                // The library starts its servers as tests want them, quick and forgetful; ours holds people's work.
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("unix_socket_directories", "''")
                .setServerConfig("max_connections", Integer.toString(CONNECTIONS_LIMIT))
                .setServerConfig("shared_buffers", "64MB")
                .setServerConfig("max_wal_size", "256MB")
                .setServerConfig("jit", "off")
                .setServerConfig("timezone", "UTC")
                .setServerConfig("log_timezone", "UTC");
    }

    public int port() {
        return postgres.getPort();
    }

    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/postgres";
    }

    @Override
    public void close() throws IOException {
        postgres.close();
    }
}
