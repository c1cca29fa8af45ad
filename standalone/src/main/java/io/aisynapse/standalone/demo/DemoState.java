package io.aisynapse.standalone.demo;

import io.aisynapse.protocol.work.ProtocolJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/** What the demo has made so far, kept in the data folder, so that it goes on where it was stopped or killed. */
final class DemoState {
    static final String KEY = "key";
    static final String MODEL = "model_id";
    static final String DIGITS = "dataset_id";
    static final String CALIBRATION = "calibration_dataset_id";
    static final String JOB = "job_id";

    private final Path file;
    private final Map<String, String> values;

    private DemoState(Path file, Map<String, String> values) {
        this.file = file;
        this.values = values;
    }

    static DemoState read(Path file) throws IOException {
        Map<String, String> values = new TreeMap<>();
        if (Files.exists(file)) {
            values.putAll(ProtocolJson.mapper()
                    .readValue(Files.readString(file), new TypeReference<Map<String, String>>() {}));
        }
        return new DemoState(file, values);
    }

    @Nullable
    String get(String name) {
        return values.get(name);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    void put(String name, String value) throws IOException {
        values.put(name, value);
        write();
    }

    void forget(String name) throws IOException {
        values.remove(name);
        write();
    }

    private void write() throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".part");
        Files.deleteIfExists(draft);
        Files.createFile(draft);
        if (Files.getFileStore(draft).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-------"));
        }
        Files.writeString(draft, ProtocolJson.mapper().writeValueAsString(values));
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
