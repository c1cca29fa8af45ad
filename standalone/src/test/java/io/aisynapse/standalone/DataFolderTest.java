package io.aisynapse.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir
    Path folder;

    @Test
    void onlyOneMayHoldAFolderAndTheRefusalNamesItAndTheHolder() throws Exception {
        try (DataFolder _ = DataFolder.open(folder)) {
            StartFailure refused = assertThrows(StartFailure.class, () -> DataFolder.open(folder));
            assertTrue(refused.getMessage().contains(folder.toString()), refused.getMessage());
            assertTrue(
                    refused.getMessage()
                            .contains(Long.toString(ProcessHandle.current().pid())),
                    refused.getMessage());
        }
        DataFolder.open(folder).close();
    }

    @Test
    void aFolderThatCannotBeIsRefusedInOneSentence() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        StartFailure refused = assertThrows(StartFailure.class, () -> DataFolder.open(file.resolve("data")));
        assertEquals(1, refused.getMessage().lines().count());
    }

    @Test
    void secretsAreDrawnOnceAndReadableByTheirOwnerOnly() throws IOException {
        Path file = folder.resolve("secrets.properties");
        Secrets drawn = Secrets.of(file, new SecureRandom());
        assertEquals(drawn, Secrets.of(file, new SecureRandom()));
        assertTrue(drawn.adminToken().length() >= 32);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void aFullDiskIsNamedAsSuchHoweverDeepTheCause() throws Exception {
        try (DataFolder data = DataFolder.open(folder)) {
            Exception failure = new IllegalStateException("start", new IOException("write: No space left on device"));
            String sentence = FailureSentence.of(failure, data).getMessage();
            assertTrue(sentence.startsWith("The disk of the data folder " + folder), sentence);
        }
    }
}
