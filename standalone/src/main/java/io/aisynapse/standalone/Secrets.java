package io.aisynapse.standalone;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Properties;

/**
 * Tokens and passwords of one data folder: drawn once, then kept in a file that only its owner may read.
 *
 * @param adminToken lets its bearer create API keys
 * @param internalToken what the workers show at the internal port
 * @param databasePassword of PostgreSQL's only user
 */
public record Secrets(String adminToken, String internalToken, String databasePassword) {
    private static final int SECRET_BYTES = 24;

    /** Reads the file, and writes it when something is missing in it. */
    static Secrets of(Path file, SecureRandom random) throws IOException {
        Properties kept = new Properties();
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                kept.load(reader);
            }
        }
        boolean complete = kept.size() >= 3;
        Secrets secrets = new Secrets(
                keptOrNew(kept, "admin-token", random),
                keptOrNew(kept, "internal-token", random),
                keptOrNew(kept, "database-password", random));
        if (!complete) {
            keep(kept, file);
        }
        return secrets;
    }

    private static String keptOrNew(Properties kept, String name, SecureRandom random) {
        return (String) kept.computeIfAbsent(name, _ -> {
            byte[] bytes = new byte[SECRET_BYTES];
            random.nextBytes(bytes);
            return HexFormat.of().formatHex(bytes);
        });
    }

    private static void keep(Properties secrets, Path file) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".part");
        Files.deleteIfExists(draft);
        Files.createFile(draft);
        DataFolder.keepPrivate(draft);
        try (Writer writer = Files.newBufferedWriter(draft)) {
            secrets.store(writer, "Secrets of this data folder; admin-token creates API keys");
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
