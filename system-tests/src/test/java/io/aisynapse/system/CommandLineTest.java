package io.aisynapse.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.standalone.FreePort;
import io.aisynapse.system.tidy.Repository;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bad use of the command line ends in one clear sentence and a non-zero exit. */
@Timeout(200)
class CommandLineTest {
    private static final int COULD_NOT_RUN = 2;

    @TempDir
    Path folder;

    @Test
    void aTakenPortIsNamedAndTheOptionThatHelps() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            String said = sentence("serve", "--port", port, "--data", folder.toString());
            assertTrue(said.contains("Port " + port) && said.contains("--port"), said);
        }
    }

    @Test
    void aSecondServiceOnTheSameDataFolderIsRefused() throws Exception {
        Path data = folder.resolve("data");
        List<String> first = List.of("serve", "--port", Integer.toString(FreePort.choose()), "--data", data.toString());
        try (JavaProcess running = JavaProcess.ofModule("standalone", first, Map.of(), folder.resolve("first.log"))) {
            running.awaitPrinted("is ready at", 90);
            String said = sentence("serve", "--port", Integer.toString(FreePort.choose()), "--data", data.toString());
            assertTrue(said.contains("already running on the data folder " + data), said);
            assertTrue(said.contains(Long.toString(running.pid())), said);
        }
    }

    @Test
    void aDataFolderThatCannotBeIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "no folder");
        String said = sentence("serve", "--port", Integer.toString(FreePort.choose()), "--data", file + "/data");
        assertTrue(said.contains("The data folder " + file), said);
    }

    @Test
    void wrongWordsAreNamed() throws Exception {
        assertTrue(sentence("dance").contains("dance"));
        assertTrue(sentence("serve", "--prot", "1").contains("--prot"));
        assertTrue(sentence("serve", "--port").contains("--port"));
        assertTrue(sentence("serve", "--port", "eighty").contains("eighty"));
        assertTrue(sentence("serve", "--nodes", "0").contains("--nodes"));
        assertTrue(sentence("check-bad").contains("folder"));
        assertTrue(sentence("check-bad", folder.toString()).contains("manifest.json"));
        assertTrue(sentence("check-bad", folder.toString(), "--url", "http://127.0.0.1:1")
                .contains("manifest.json"));
    }

    @Test
    void theLauncherSaysThatThereIsNoJdk() throws Exception {
        String script = Files.readString(Repository.here().root().resolve("synapse"));
        Path wantsMore =
                Files.writeString(folder.resolve("synapse"), script.replace("WANTED_JAVA=25\n", "WANTED_JAVA=99\n"));
        String said = launcher(COULD_NOT_RUN, wantsMore, "demo");
        assertEquals(1, said.lines().count(), said);
        assertTrue(said.contains("needs a JDK 99"), said);
    }

    @Test
    void theLauncherNamesAnUnknownCommandAndListsTheKnownOnes() throws Exception {
        Path script = Repository.here().root().resolve("synapse");
        String said = launcher(COULD_NOT_RUN, script, "dance");
        assertEquals(1, said.lines().count(), said);
        assertTrue(said.contains("no command dance"), said);
        String help = launcher(0, script, "help");
        for (String command : List.of("demo", "serve", "check-bad FOLDER", "test", "help")) {
            assertTrue(help.lines().anyMatch(line -> line.startsWith("  " + command + " ")), command);
        }
    }

    private String launcher(int expectedExit, Path script, String... arguments) throws Exception {
        List<String> line = new ArrayList<>(List.of("bash", script.toString()));
        line.addAll(List.of(arguments));
        Path log = folder.resolve("launcher.log");
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(log.toFile());
        assertEquals(expectedExit, builder.start().waitFor());
        return Files.readString(log);
    }

    /** Runs the program with these words; it must print one line and end as a command that could not run. */
    private String sentence(String... words) throws IOException, InterruptedException {
        Path log = Files.createTempFile(folder, "said", ".log");
        try (JavaProcess process = JavaProcess.ofModule("standalone", List.of(words), Map.of(), log)) {
            assertEquals(COULD_NOT_RUN, process.awaitExit(60));
            List<String> lines = process.printed()
                    .lines()
                    .filter(line -> !line.startsWith("WARNING:"))
                    .toList();
            assertEquals(1, lines.size(), () -> "one sentence was wanted: " + lines);
            return lines.getFirst();
        }
    }
}
