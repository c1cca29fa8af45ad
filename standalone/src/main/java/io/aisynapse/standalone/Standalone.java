package io.aisynapse.standalone;

import io.aisynapse.standalone.broker.BrokerServer;
import io.aisynapse.standalone.postgres.PostgresServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running service: PostgreSQL and the broker side by side, then the API, then converter and nodes. It stops in this
 * order: workers, web, PostgreSQL, broker, and last the lock of the data folder.
 */
public final class Standalone implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Standalone.class);
    private static final int START_LIMIT_SECONDS = 60;

    private final StandaloneSettings settings;
    private final DataFolder data;
    private final Secrets secrets;
    private final Shutdown shutdown = new Shutdown();
    private final CountDownLatch startEnded = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private Duration timeToReady = Duration.ZERO;

    private Standalone(StandaloneSettings settings, DataFolder data, Secrets secrets) {
        this.settings = settings;
        this.data = data;
        this.secrets = secrets;
    }

    /** Returns when the service answers; from then on the end of the process stops it cleanly. */
    public static Standalone start(StandaloneSettings settings) throws StartFailure {
        requireFree(settings.port());
        DataFolder data = DataFolder.open(settings.data());
        try {
            ServiceLog.writeTo(data.serviceLog());
            Standalone service = new Standalone(settings, data, Secrets.of(data.secretsFile(), new SecureRandom()));
            service.start();
            return service;
        } catch (IOException e) {
            throw FailureSentence.of(e, data);
        }
    }

    private static void requireFree(int port) throws StartFailure {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw FailureSentence.portTaken(port, e);
        }
    }

    private void start() throws StartFailure {
        shutdown.add("data folder", data);
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "shutdown"));
        try {
            startParts();
            startEnded.countDown();
        } catch (IOException | RuntimeException e) {
            LOG.error("the service cannot start", e);
            StartFailure failure = FailureSentence.of(e, data);
            startEnded.countDown();
            close();
            throw failure;
        }
        timeToReady = Duration.ofMillis(System.currentTimeMillis()
                - ManagementFactory.getRuntimeMXBean().getStartTime());
        LOG.info("ready after {}", timeToReady);
    }

    private void startParts() throws IOException {
        int brokerPort = FreePort.choose();
        CompletableFuture<BrokerServer> broker = startBroker(brokerPort);
        // The API serves without a broker and need not wait for it, but it is to stop before it.
        shutdown.add("broker", () -> join(broker).close());
        PostgresServer postgres = startPostgres();
        shutdown.add("postgresql", postgres);
        new Roles(
                        settings,
                        data.artefacts(),
                        secrets,
                        new Roles.Backends(postgres.jdbcUrl(), "127.0.0.1:" + brokerPort))
                .start(shutdown);
        join(broker);
    }

    private PostgresServer startPostgres() throws IOException {
        PostgresServer.Folders folders =
                new PostgresServer.Folders(data.postgres(), data.cache().resolve("postgresql"), data.postgresLog());
        return PostgresServer.start(folders, FreePort.choose(), secrets.databasePassword());
    }

    private CompletableFuture<BrokerServer> startBroker(int port) {
        CompletableFuture<BrokerServer> started = new CompletableFuture<>();
        Thread.ofPlatform().name("start-broker").daemon().start(() -> {
            try {
                started.complete(BrokerServer.start(data.broker(), port, FreePort.choose()));
            } catch (IOException | RuntimeException e) {
                started.completeExceptionally(e);
            }
        });
        return started;
    }

    private static BrokerServer join(CompletableFuture<BrokerServer> broker) throws IOException {
        try {
            return broker.join();
        } catch (CompletionException e) {
            throw new IOException("the broker does not start", e.getCause());
        }
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + settings.port());
    }

    public DataFolder data() {
        return data;
    }

    public Secrets secrets() {
        return secrets;
    }

    Duration timeToReady() {
        return timeToReady;
    }

    /** Waits until somebody stops the service, usually Ctrl-C by way of the end of the process. */
    void awaitStop() throws InterruptedException {
        stopped.await();
    }

    /**
     * Stops everything; a second call, also from another thread, waits for the first one's end. A start that is under
     * way is let come to its next step first, so that no half-started part is left behind.
     */
    @Override
    public void close() {
        shutdown.refuseMore();
        try {
            if (!startEnded.await(START_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                LOG.error("the start does not end; stopping what there is");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        shutdown.close();
        stopped.countDown();
    }
}
