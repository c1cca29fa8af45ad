package io.aisynapse.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.standalone.FreePort;
import io.aisynapse.standalone.Standalone;
import io.aisynapse.standalone.StandaloneSettings;
import io.aisynapse.standalone.check.BadFolderCheck;
import io.aisynapse.system.tidy.Repository;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every bad file is answered as its manifest says, and a real job works afterwards. */
@Timeout(300)
class BadModelsTest {
    private static final int BYTES_IN_MEBIBYTE = 1 << 20;
    private static final int MEMORY_GROWTH_MEBIBYTES = 64;

    @TempDir
    Path folder;

    @Test
    void everyBadFileIsAnsweredAsItsManifestSaysAndTheNextJobWorks() throws Exception {
        StandaloneSettings settings = new StandaloneSettings(folder, FreePort.choose(), 1, 1, "vector");
        try (Standalone service = Standalone.start(settings)) {
            Trial trial = Trial.at(service.address(), service.secrets().adminToken());
            ByteArrayOutputStream first = new ByteArrayOutputStream();
            assertEquals(0, check(trial, first), () -> "not held:\n" + first);
            long before = usedMebibytes();
            assertEquals(0, check(trial, new ByteArrayOutputStream()));
            long growth = usedMebibytes() - before;
            assertTrue(growth < MEMORY_GROWTH_MEBIBYTES, () -> "the heap grew by MiB " + growth);
            trial.finish(trial.submit(40, 20));
        }
    }

    private static int check(Trial trial, ByteArrayOutputStream lines) throws Exception {
        PrintStream out = new PrintStream(lines, true, StandardCharsets.UTF_8);
        return new BadFolderCheck(trial.client(), out)
                .run(Repository.here().root().resolve("test-support/src/main/resources/fixtures/bad"));
    }

    private static long usedMebibytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) / BYTES_IN_MEBIBYTE;
    }
}
