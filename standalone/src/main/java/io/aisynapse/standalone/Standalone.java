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
 * A running service: PostgreSQL and the broker side by side, then the API, then converter and nodes. It stops in the
 * opposite order: workers, web, broker, PostgreSQL, and last the lock of the data folder.
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
        System.setProperty("aisynapse.log", data.serviceLog().toString());
        try {
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
        CompletableFuture<Void> broker = aside(() -> {
            BrokerServer server = BrokerServer.start(data.broker(), brokerPort, FreePort.choose());
            shutdown.add("broker", server);
        });
        PostgresServer postgres = startPostgres();
        shutdown.add("postgresql", postgres);
        Roles roles = new Roles(
                settings, data.artefacts(), secrets, new Roles.Backends(postgres.jdbcUrl(), "127.0.0.1:" + brokerPort));
        join(broker);
        roles.start(shutdown);
    }

    private PostgresServer startPostgres() throws IOException {
        PostgresServer.Folders folders = new PostgresServer.Folders(
                data.postgres(), data.cache().resolve("postgresql"), data.postgresLog());
        return PostgresServer.start(folders, FreePort.choose(), secrets.databasePassword());
    }

    private interface Start {
        void run() throws IOException;
    }

    private static CompletableFuture<Void> aside(Start start) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread.ofPlatform().name("start-broker").daemon().start(() -> {
            try {
                start.run();
                done.complete(null);
            } catch (IOException | RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    private static void join(CompletableFuture<Void> part) throws IOException {
        try {
            part.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw e;
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
