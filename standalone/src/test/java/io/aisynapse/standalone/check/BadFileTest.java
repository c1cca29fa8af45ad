package io.aisynapse.standalone.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.aisynapse.standalone.check.BadFile.Expectation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadFileTest {
    @TempDir
    Path folder;

    @Test
    void theManifestSaysWhatIsExpectedAndOtherWordsMeanEither() throws IOException {
        Files.writeString(folder.resolve("manifest.json"), """
                {"note": "…", "files": [
                  {"file": "a.onnx", "expect": "reject", "why": "…"},
                  {"file": "b.onnx", "expect": "accept"},
                  {"file": "c.onnx", "expect": "convert-or-reject"}]}
                """);
        List<BadFile> files = BadFile.inFolder(folder);
        assertEquals(
                List.of(Expectation.REJECT, Expectation.ACCEPT, Expectation.EITHER),
                files.stream().map(BadFile::expected).toList());
        assertEquals(folder.resolve("c.onnx"), files.getLast().path());
    }
}
