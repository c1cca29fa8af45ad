package io.aisynapse.system;

import io.aisynapse.standalone.FreePort;
import io.aisynapse.standalone.postgres.PostgresServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The services as they run in a cluster: each in a process of its own, configured by environment variables alone,
 * against a PostgreSQL and a broker outside of them.
 */
final class Fleet implements AutoCloseable {
    static final String ADMIN_TOKEN = "admin-token-of-the-fleet-test";

    private final Path folder;
    private final PostgresServer postgres;
    private final Map<String, JavaProcess> processes = new TreeMap<>();
    private final Map<String, String> environment = new TreeMap<>();
    private final int port;

    private Fleet(Path folder, PostgresServer postgres, int port) {
        this.folder = folder;
        this.postgres = postgres;
        this.port = port;
    }

    /** Starts the outside parts, one API, one converter and this many nodes. */
    static Fleet start(Path folder, int nodes) throws IOException {
        PostgresServer.Folders folders = new PostgresServer.Folders(
                folder.resolve("postgres"), folder.resolve("programs"), folder.resolve("postgresql.log"));
        PostgresServer postgres = PostgresServer.start(folders, FreePort.choose(), "password-of-the-fleet");
        Fleet fleet = new Fleet(folder, postgres, FreePort.choose());
        fleet.startProcesses(nodes);
        return fleet;
    }

    private void startProcesses(int nodes) throws IOException {
        int brokerPort = FreePort.choose();
        environment.put("SYNAPSE_DATABASE_URL", postgres.jdbcUrl());
        environment.put("SYNAPSE_DATABASE_USER", PostgresServer.USER);
        environment.put("SYNAPSE_DATABASE_PASSWORD", "password-of-the-fleet");
        environment.put("SYNAPSE_KAFKA_BOOTSTRAP", "127.0.0.1:" + brokerPort);
        environment.put("SYNAPSE_ARTIFACTS_DIR", folder.resolve("artefacts").toString());
        environment.put("SYNAPSE_INTERNAL_TOKEN", "internal-token-of-the-fleet-test");
        environment.put("SYNAPSE_ADMIN_TOKEN", ADMIN_TOKEN);
        environment.put("SYNAPSE_API_URL", address().toString());
        environment.put("SYNAPSE_LEASE", "4s");
        environment.put("SERVER_PORT", Integer.toString(port));
        processes.put("broker", startBroker(brokerPort));
        run("api", "api-service", Map.of());
        run("converter", "converter-worker", Map.of());
        for (int node = 1; node <= nodes; node++) {
            run(
                    "node-" + node,
                    "execution-node",
                    Map.of("SYNAPSE_NODE_ID", "node-" + node, "SYNAPSE_CHECKPOINT_EVERY", "200ms"));
        }
    }

    private JavaProcess startBroker(int port) throws IOException {
        List<String> arguments = List.of(
                folder.resolve("broker").toString(), Integer.toString(port), Integer.toString(FreePort.choose()));
        return JavaProcess.ofTests(BrokerProcess.class, arguments, folder.resolve("broker.log"));
    }

    private void run(String name, String module, Map<String, String> more) throws IOException {
        Map<String, String> all = new TreeMap<>(environment);
        all.putAll(more);
        processes.put(name, JavaProcess.ofModule(module, List.of(), all, folder.resolve(name + ".log")));
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    JavaProcess process(String name) {
        JavaProcess process = processes.get(name);
        if (process == null) {
            throw new IllegalArgumentException("no process " + name);
        }
        return process;
    }

    /** Nodes that hold a lease on a shard at this instant, and have told of a checkpoint of it. */
    List<String> nodesWithCheckpoints() throws SQLException {
        return names("SELECT DISTINCT worker FROM work"
                + " WHERE kind = 'SHARD' AND state = 'LEASED' AND checkpoint IS NOT NULL ORDER BY worker");
    }

    /** Nodes whose shards were committed. */
    List<String> nodesThatCommitted() throws SQLException {
        return names("SELECT DISTINCT worker FROM work WHERE kind = 'SHARD' AND state = 'COMMITTED' ORDER BY worker");
    }

    int highestAttempt() throws SQLException {
        return Integer.parseInt(
                names("SELECT max(attempt) FROM work WHERE kind = 'SHARD'").getFirst());
    }

    private List<String> names(String query) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Connection connection =
                        DriverManager.getConnection(postgres.jdbcUrl(), PostgresServer.USER, "password-of-the-fleet");
                PreparedStatement statement = connection.prepareStatement(query);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    @Override
    public void close() throws IOException {
        for (JavaProcess process : processes.values()) {
            process.terminate();
        }
        for (JavaProcess process : processes.values()) {
            process.close();
        }
        postgres.close();
    }
}
