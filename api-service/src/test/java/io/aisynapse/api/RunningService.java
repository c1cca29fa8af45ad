package io.aisynapse.api;

import io.aisynapse.protocol.artifact.FolderArtifactStore;
import io.aisynapse.protocol.client.HttpWorkPort;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The whole service on a PostgreSQL of its own and without a broker, reachable over HTTP as users and workers reach it.
 */
final class RunningService implements AutoCloseable {
    static final String INTERNAL_TOKEN = "internal-token-of-the-tests";
    static final String ADMIN_TOKEN = "admin-token-of-the-tests-1";

    private final EmbeddedPostgres postgres;
    private final Path artifacts;
    private final Map<String, Object> settings;
    private ConfigurableApplicationContext context;

    RunningService(Path folder, Map<String, String> settings) {
        try {
            this.postgres = EmbeddedPostgres.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.artifacts = folder.resolve("artifacts");
        this.settings = new HashMap<>(Map.of(
                "SYNAPSE_DATABASE_URL",
                postgres.getJdbcUrl("postgres", "postgres"),
                "SYNAPSE_DATABASE_USER",
                "postgres",
                "SYNAPSE_KAFKA_BOOTSTRAP",
                "localhost:1",
                "SYNAPSE_ARTIFACTS_DIR",
                artifacts.toString(),
                "SYNAPSE_INTERNAL_TOKEN",
                INTERNAL_TOKEN,
                "SYNAPSE_ADMIN_TOKEN",
                ADMIN_TOKEN,
                "server.port",
                "0",
                "logging.level.org.apache.kafka",
                "OFF"));
        this.settings.putAll(settings);
        this.context = run();
    }

    private ConfigurableApplicationContext run() {
        return new SpringApplicationBuilder(ApiApplication.class)
                .properties(settings)
                .run();
    }

    /** Stops the service and starts it again on the same data. */
    void restart() {
        context.close();
        context = run();
    }

    URI address() {
        return URI.create("http://localhost:" + context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    HttpWorkPort workPort() {
        return new HttpWorkPort(address(), INTERNAL_TOKEN);
    }

    FolderArtifactStore store() throws IOException {
        return new FolderArtifactStore(artifacts);
    }

    boolean hasBlob(String digest) {
        try {
            return store().size(digest) >= 0;
        } catch (FileNotFoundException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    JdbcClient jdbc() {
        return bean(JdbcClient.class);
    }

    @Override
    public void close() {
        context.close();
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
