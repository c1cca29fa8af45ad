package io.aisynapse.core.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.finding.Finding;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file of the folder of bad files is answered as its manifest says. */
class BadFilesTest {
    private static final Pattern ENTRY =
            Pattern.compile("\"file\": \"([^\"]+)\",\\s*\"expect\": \"([^\"]+)\",\\s*\"error_class\": \"([^\"]*)\"");

    /** Our code for each of the manifest's error classes, which are suggestions. */
    private static final Map<String, String> CODES = Map.ofEntries(
            Map.entry("empty_file", "empty-model"),
            Map.entry("not_onnx", "not-onnx"),
            Map.entry("truncated_or_corrupt", "truncated"),
            Map.entry("no_graph", "empty-graph"),
            Map.entry("no_outputs", "empty-graph"),
            Map.entry("undefined_tensor", "undefined-tensor"),
            Map.entry("cyclic_graph", "cyclic-graph"),
            Map.entry("unsupported_op", "unsupported-op"),
            Map.entry("unsupported_opset", "unsupported-opset"),
            Map.entry("external_data_forbidden", "external-data-refused"),
            Map.entry("tensor_size_mismatch", "tensor-size-mismatch"),
            Map.entry("too_large", "tensor-too-large"),
            Map.entry("non_finite_weights", "non-finite-weight"),
            Map.entry("shape_mismatch", "shape-mismatch"),
            Map.entry("empty_tensor", "bad-dimension"),
            Map.entry("duplicate_tensor", "duplicate-tensor"),
            Map.entry("unsupported_dtype", "unsupported-dtype"),
            Map.entry("recursive_function", "recursive-function"));

    private static Map<String, String[]> manifest() {
        String text = new String(OnnxProbe.fixture("bad/manifest.json"), StandardCharsets.UTF_8);
        Map<String, String[]> entries = new TreeMap<>();
        Matcher matcher = ENTRY.matcher(text);
        while (matcher.find()) {
            entries.put(matcher.group(1), new String[] {matcher.group(2), matcher.group(3)});
        }
        return entries;
    }

    static List<String> files() {
        return List.copyOf(manifest().keySet());
    }

    @Test
    void theManifestIsReadWhole() {
        assertEquals(30, files().size());
    }

    @ParameterizedTest
    @MethodSource("files")
    void isAnsweredAsTheManifestSays(String file) {
        String[] entry = Objects.requireNonNull(manifest().get(file));
        byte[] bytes = OnnxProbe.fixture("bad/" + file);
        if (!entry[0].equals("reject")) {
            assertFalse(OnnxProbe.imported(bytes).nodes().isEmpty());
            return;
        }
        List<Finding> findings = OnnxProbe.findings(bytes);
        String wanted = switch (file) {
            case "huge_dims.onnx" -> "tensor-too-large";
            case "unknown_domain.onnx" -> "custom-op-refused";
            default -> CODES.get(entry[1]);
        };
        assertTrue(findings.stream().anyMatch(finding -> finding.code().equals(wanted)), findings::toString);
        for (Finding finding : findings) {
            assertFalse(finding.place().isBlank()
                    || finding.seen().isBlank()
                    || finding.hint().isBlank());
        }
    }

    @Test
    void findingsNameWhatIsWrong() {
        assertSeen("bad/archive.zip.onnx", "zip");
        assertSeen("bad/page.html.onnx", "HTML");
        assertSeen("bad/model.tflite.onnx", "TensorFlow Lite");
        assertSeen("bad/cyclic.onnx", "Relu_1 → Add_0 → Relu_1");
        assertSeen("bad/unknown_domain.onnx", "com.example.secret::MagicLayer");
        assertSeen("bad/op_loop.onnx", "Loop");
        assertSeen("bad/op_if.onnx", "If");
        assertSeen("bad/op_nms.onnx", "NonMaxSuppression");
        assertSeen("bad/nan_weight.onnx", "tensor W");
        assertSeen("bad/duplicate_names.onnx", "nodes Relu_0 and Sigmoid_1");
        assertSeen("bad/short_raw_data.onnx", "248 bytes, wanted 256 bytes");
        assertSeen("bad/recursive_function.onnx", "my.fn::Rec → my.fn::Rec");
        assertSeen("bad/missing_initializer.onnx", "node Gemm_0: tensor 'W'");
        assertSeen("bad/wrong_shapes.onnx", "input [1, 16] and weight [4, 15]");
    }

    private static void assertSeen(String file, String text) {
        List<Finding> findings = OnnxProbe.findings(OnnxProbe.fixture(file));
        assertTrue(findings.stream().anyMatch(finding -> finding.toText().contains(text)), findings::toString);
    }

    @Test
    void tenThousandIdentitiesAreThePlainLayer() {
        byte[] deep = OnnxProbe.fixture("bad/deep_identity_10000.onnx");
        assertEquals(2, OnnxProbe.imported(deep).nodes().size());
    }
}
