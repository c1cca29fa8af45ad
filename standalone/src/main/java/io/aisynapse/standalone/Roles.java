package io.aisynapse.standalone;

import io.aisynapse.api.ApiApplication;
import io.aisynapse.converter.ConverterConfiguration;
import io.aisynapse.node.NodeConfiguration;
import io.aisynapse.standalone.postgres.PostgresServer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * The three services as Spring contexts of one JVM: one with the API, one with the converter, one with the nodes. They
 * meet over HTTP, Kafka and the artefact store exactly as they do in processes of their own.
 */
final class Roles {
    private final StandaloneSettings settings;
    private final Path artefacts;
    private final Secrets secrets;
    private final Backends backends;

    /**
     * @param jdbcUrl of the database
     * @param bootstrapServers of the broker
     */
    record Backends(String jdbcUrl, String bootstrapServers) {}

    Roles(StandaloneSettings settings, Path artefacts, Secrets secrets, Backends backends) {
        this.settings = settings;
        this.artefacts = artefacts;
        this.secrets = secrets;
        this.backends = backends;
    }

    /** Starts them in order and hands each to the shutdown, so that the workers stop before the API. */
    void start(Shutdown shutdown) {
        start("api", context(ApiApplication.class, WebApplicationType.SERVLET), api(), shutdown);
        start("converter", context(ConverterConfiguration.class, WebApplicationType.NONE), converter(), shutdown);
        start("nodes", context(NodeConfiguration.class, WebApplicationType.NONE), nodes(), shutdown);
    }

    private static SpringApplicationBuilder context(Class<?> configuration, WebApplicationType type) {
        return new SpringApplicationBuilder(configuration)
                .web(type)
                .bannerMode(Banner.Mode.OFF)
                .registerShutdownHook(false)
                .headless(true);
    }

    private static void start(
            String name, SpringApplicationBuilder builder, Map<String, Object> properties, Shutdown shutdown) {
        if (shutdown.isClosed()) {
            return;
        }
        ConfigurableApplicationContext context = builder.initializers(application -> application
                        .getEnvironment()
                        .getPropertySources()
                        .addFirst(new MapPropertySource("standalone", properties)))
                .run();
        shutdown.add(name, context);
    }

    private Map<String, Object> api() {
        Map<String, Object> properties = shared("synapse.api");
        properties.put("server.address", "127.0.0.1");
        properties.put("server.port", settings.port());
        properties.put("spring.datasource.url", backends.jdbcUrl());
        properties.put("spring.datasource.username", PostgresServer.USER);
        properties.put("spring.datasource.password", secrets.databasePassword());
        properties.put("synapse.api.admin-token", secrets.adminToken());
        return properties;
    }

    private Map<String, Object> converter() {
        Map<String, Object> properties = shared("synapse.converter");
        properties.put("synapse.converter.api-url", "http://127.0.0.1:" + settings.port());
        properties.put("synapse.converter.worker-id", "converter-1");
        properties.put("synapse.converter.threads", settings.threads());
        return properties;
    }

    private Map<String, Object> nodes() {
        Map<String, Object> properties = shared("synapse.node");
        properties.put("synapse.node.api-url", "http://127.0.0.1:" + settings.port());
        properties.put("synapse.node.node-id", "node");
        properties.put("synapse.node.nodes", settings.nodes());
        properties.put("synapse.node.threads", settings.threads());
        properties.put("synapse.node.kernels", settings.kernels());
        return properties;
    }

    private Map<String, Object> shared(String prefix) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(prefix + ".kafka-bootstrap", backends.bootstrapServers());
        properties.put(prefix + ".artifacts-dir", artefacts.toString());
        properties.put(prefix + ".internal-token", secrets.internalToken());
        return properties;
    }
}
