package io.aisynapse.standalone.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.standalone.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class LeftoverServerTest {
    @TempDir
    Path folder;

    @Test
    void aForeignProcessThatHasTheNumberByNowIsLeftAlone() throws IOException {
        Path pidFile = Files.writeString(
                folder.resolve("postmaster.pid"), ProcessHandle.current().pid() + "\n/elsewhere\n");
        LeftoverServer.stop(folder);
        assertFalse(Files.exists(pidFile));
    }

    @Test
    void aServerThatAKilledServiceLeftBehindIsStoppedAndItsDataAreThere() throws Exception {
        PostgresServer.Folders folders =
                new PostgresServer.Folders(folder.resolve("data"), folder.resolve("programs"), folder.resolve("log"));
        PostgresServer lost = PostgresServer.start(folders, FreePort.choose(), "password");
        write(lost);
        long pid = Long.parseLong(
                Files.readAllLines(folder.resolve("data/postmaster.pid")).getFirst());
        Files.deleteIfExists(folder.resolve("data/epg-lock"));
        LeftoverServer.stop(folder.resolve("data"));
        assertFalse(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false), "the old server still runs");
        try (PostgresServer next = PostgresServer.start(folders, FreePort.choose(), "password")) {
            assertEquals("kept", read(next));
        }
        assertTrue(Files.exists(folder.resolve("data/postgresql.conf")));
    }

    private static void write(PostgresServer server) throws SQLException {
        try (Connection connection = connect(server);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE word AS SELECT 'kept' AS text");
        }
    }

    private static String read(PostgresServer server) throws SQLException {
        try (Connection connection = connect(server);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT text FROM word")) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static Connection connect(PostgresServer server) throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(), PostgresServer.USER, "password");
    }
}
