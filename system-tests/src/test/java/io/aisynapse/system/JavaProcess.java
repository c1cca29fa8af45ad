package io.aisynapse.system;

import io.aisynapse.system.tidy.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A JVM of its own; killed at the latest when it is closed. */
final class JavaProcess implements AutoCloseable {
    private static final int STOP_SECONDS = 40;
    private static final int POLLS_A_SECOND = 10;

    private final Process process;
    private final Path log;

    private JavaProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts a module's launcher jar, which brings that module's own class path and no other. */
    static JavaProcess ofModule(String module, List<String> arguments, Map<String, String> environment, Path log)
            throws IOException {
        Path jar = Repository.here().root().resolve(module + "/target/" + module + "-launcher.jar");
        if (!Files.exists(jar)) {
            throw new AssertionError(jar + " is missing; mvn package makes it");
        }
        List<String> command = new ArrayList<>(List.of("-jar", jar.toString()));
        command.addAll(arguments);
        return start(command, environment, log);
    }

    /** Starts a main class of the tests, with their class path. */
    static JavaProcess ofTests(Class<?> main, List<String> arguments, Path log) throws IOException {
        Path classPath = Files.createTempFile(log.getParent(), "class-path", ".args");
        Files.write(classPath, List.of("-cp", '"' + classPath().replace("\\", "\\\\") + '"'));
        List<String> command = new ArrayList<>(List.of("@" + classPath, main.getName()));
        command.addAll(arguments);
        return start(command, Map.of(), log);
    }

    /**
     * @param command what follows the JVM's own options
     * @param environment variables that are added to the test's own
     * @param log gets all that the process prints
     */
    private static JavaProcess start(List<String> command, Map<String, String> environment, Path log)
            throws IOException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx768m",
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED"));
        line.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return new JavaProcess(builder.start(), log);
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /** Waits until the process has printed this text. */
    void awaitPrinted(String text, int seconds) throws IOException {
        for (int poll = 0; poll < seconds * POLLS_A_SECOND; poll++) {
            if (printed().contains(text)) {
                return;
            }
            if (!process.isAlive()) {
                throw new AssertionError("the process ended before it printed '" + text + "':\n" + printed());
            }
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1) / POLLS_A_SECOND);
        }
        throw new AssertionError("not printed within %d s: '%s'; but:%n%s".formatted(seconds, text, printed()));
    }

    String printed() throws IOException {
        return Files.readString(log);
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int awaitExit(int seconds) throws InterruptedException, IOException {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            throw new AssertionError("the process does not end:\n" + printed());
        }
        return process.exitValue();
    }

    /** SIGKILL: no hook runs. */
    void kill() throws IOException {
        process.destroyForcibly();
        if (!endsWithin(STOP_SECONDS)) {
            throw new IOException("the process cannot be killed: " + process.pid());
        }
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        if (!endsWithin(STOP_SECONDS)) {
            kill();
        }
    }

    private boolean endsWithin(int seconds) throws IOException {
        try {
            return process.waitFor(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a process ended", e);
        }
    }
}
