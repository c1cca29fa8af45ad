package io.aisynapse.core.onnx;

import static io.aisynapse.core.onnx.ModelBuilder.message;
import static io.aisynapse.core.onnx.ModelBuilder.nodeMessage;
import static io.aisynapse.core.onnx.ModelBuilder.tensor;
import static io.aisynapse.core.onnx.OnnxProbe.findings;
import static io.aisynapse.core.onnx.OnnxProbe.onlyFinding;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.core.onnx.ModelBuilder.Message;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad models that are made here, one thing wrong with each; the rows are those of the list of bad inputs. */
class OnnxGateTest {
    private static ModelBuilder good() {
        return new ModelBuilder(17)
                .input("x", 0, 12)
                .weights("w", 12, 5)
                .node("MatMul", "x w", "y")
                .output("y", 0, 5);
    }

    private static Message weight(int type, long... dims) {
        return tensor("v", type, dims);
    }

    /** The good model with another, unused tensor. */
    private static byte[] withTensor(Message tensor) {
        ModelBuilder builder = good();
        builder.graph().message(5, tensor);
        return builder.toBytes();
    }

    @Test
    void theGoodModelIsTaken() {
        assertEquals(2, OnnxProbe.imported(good().toBytes()).nodes().size());
    }

    @Test
    void nestedGroupsAreTooDeep() {
        byte[] groups = new byte[10_002];
        Arrays.fill(groups, (byte) ((9 << 3) | 3));
        groups[0] = 8;
        groups[1] = 8;
        onlyFinding("too-deep", groups);
    }

    @Test
    void nestedSubgraphsAreTooDeep() {
        Message graph = message();
        for (int depth = 0; depth < 300; depth++) {
            Message attribute =
                    message().text(1, "then_branch").message(6, graph).number(20, 5);
            graph = message().message(1, message().text(4, "If").message(5, attribute));
        }
        onlyFinding("too-deep", message().number(1, 8).message(7, graph).toBytes());
    }

    private static byte[] functions(int count, boolean closed) {
        ModelBuilder builder = good();
        for (int i = 0; i < count; i++) {
            String called = i + 1 < count ? "f" + (i + 1) : closed ? "f0" : "Relu";
            builder.model()
                    .message(
                            25,
                            message()
                                    .text(1, "f" + i)
                                    .text(4, "a")
                                    .text(5, "b")
                                    .message(
                                            7,
                                            nodeMessage(called, "n", "a", "b")
                                                    .text(7, i + 1 < count || closed ? "my" : ""))
                                    .text(10, "my"));
        }
        return builder.toBytes();
    }

    @Test
    void functionChainsAreTooDeepAndCirclesAreNamed() {
        assertEquals(
                "900 levels of function calls",
                onlyFinding("too-deep", functions(900, false)).seen());
        Finding circle = onlyFinding("recursive-function", functions(3, true));
        assertEquals("the cycle my::f0 → my::f1 → my::f2 → my::f0", circle.seen());
        onlyFinding("function-budget", functions(20_000, false));
        assertEquals(2, OnnxProbe.imported(functions(3, false)).nodes().size());
    }

    @Test
    void functionsMustYieldTheirOutputs() {
        ModelBuilder builder = good();
        Message body = nodeMessage("Relu", "n", "a", "c");
        builder.model()
                .message(25, message().text(1, "f").text(4, "a").text(5, "b").message(7, body));
        assertTrue(onlyFinding("function-signature", builder.toBytes()).seen().contains("'b'"));
    }

    @Test
    void aMillionNodesAreOverBudgetAtOnce() {
        Message graph = message();
        byte[] node = nodeMessage("Identity", "", "x", "y").toBytes();
        for (int i = 0; i < 1_000_000; i++) {
            graph.raw(1, node);
        }
        byte[] model = message().number(1, 8).message(7, graph).toBytes();
        Finding finding = assertTimeout(Duration.ofSeconds(5), () -> onlyFinding("node-budget", model));
        assertEquals("1000000 nodes", finding.seen());
        assertEquals("at most 50000", finding.wanted());
    }

    @Test
    void namesMustBeShortAndPlain() {
        onlyFinding("bad-name", good().node("Relu", "y", "z".repeat(10_000_000)).toBytes());
        Finding finding = onlyFinding(
                "bad-name", good().node("Relu", "y", "a\u202eb\u0000").toBytes());
        assertTrue(finding.seen().contains("a\\u202eb\\u0000"), finding.seen());
    }

    @Test
    void allUnsupportedOperatorsAreListed() {
        byte[] model = good().node("GRU", "y w w", "a")
                .node("Relu", "a", "b")
                .node("LSTM", "b w w", "c")
                .node("NonZero", "y", "d")
                .output("c")
                .toBytes();
        assertEquals(
                List.of("node node1: GRU", "node node3: LSTM", "node node4: NonZero"),
                OnnxProbe.reasons(model).stream()
                        .sorted(Comparator.comparing(Finding::place))
                        .map(finding -> finding.place() + ": " + finding.seen())
                        .toList());
    }

    @Test
    void foreignOperatorsAreRefusedByDomain() {
        ModelBuilder builder = good();
        builder.graph().message(1, nodeMessage("FusedGelu", "g", "y", "z").text(7, "com.microsoft"));
        assertEquals(
                "com.microsoft::FusedGelu",
                onlyFinding("custom-op-refused", builder.toBytes()).seen());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 6, 27, 9999})
    void opsetsAreTakenInARange(int opset) {
        byte[] model = new ModelBuilder(opset)
                .input("x", 0, 4)
                .node("Relu", "x", "y")
                .output("y")
                .toBytes();
        assertEquals("7 to 26", onlyFinding("unsupported-opset", model).wanted());
    }

    @Test
    void oneOpsetADomain() {
        ModelBuilder builder = good();
        builder.model().message(8, message().text(1, "ai.onnx").number(2, 15));
        onlyFinding("unsupported-opset", builder.toBytes());
    }

    @Test
    void theSameOpsetMayBeStatedTwice() {
        ModelBuilder builder = good();
        builder.model().message(8, message().text(1, "ai.onnx").number(2, 17));
        assertEquals(2, OnnxProbe.imported(builder.toBytes()).nodes().size());
    }

    @Test
    void trainingModelsAreRefused() {
        ModelBuilder builder = good();
        builder.model().message(20, message());
        onlyFinding("training-model", builder.toBytes());
    }

    @Test
    void metadataIsLimited() {
        ModelBuilder builder = good();
        for (int i = 0; i < 100_000; i++) {
            builder.model().message(14, message().text(1, "k"));
        }
        onlyFinding("metadata-budget", builder.toBytes());
    }

    @Test
    void filesAreLimitedAndUnknownFieldsCount() {
        ModelBuilder builder = good();
        builder.model().raw(99, new byte[2_000]);
        byte[] model = builder.toBytes();
        assertEquals(2, OnnxProbe.imported(model).nodes().size());
        GateLimits small = new GateLimits(1_000, 1_000, GateLimits.defaults().read());
        List<Finding> findings = assertThrows(RejectedModelException.class, () -> OnnxGate.check(model, small))
                .findings();
        assertEquals("too-large", findings.getFirst().code());
    }

    @Test
    void hugeTensorsAreRefusedBeforeAnythingIsAllocated() {
        onlyFinding("tensor-too-large", withTensor(weight(1, 1L << 31, 1L << 31)));
        onlyFinding("tensor-too-large", withTensor(weight(7, 1L << 62, 1L << 62, 16)));
        onlyFinding("tensor-too-large", withTensor(weight(1, Long.MAX_VALUE, 2)));
    }

    @Test
    void dimensionsArePositive() {
        onlyFinding("bad-dimension", withTensor(weight(1, -4, 2)));
        onlyFinding("bad-dimension", withTensor(weight(1, 0, 2)));
        onlyFinding("bad-dimension", withTensor(weight(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)));
        byte[] negative = new ModelBuilder(17)
                .input("x", 0, -3)
                .node("Relu", "x", "y")
                .output("y")
                .toBytes();
        onlyFinding("bad-dimension", negative);
        byte[] batch = new ModelBuilder(17)
                .input("x", 1025, 3)
                .node("Relu", "x", "y")
                .output("y")
                .toBytes();
        onlyFinding("bad-dimension", batch);
    }

    @Test
    void dataMustFitTheDimensions() {
        Finding finding =
                onlyFinding("tensor-size-mismatch", withTensor(weight(1, 1000).raw(9, new byte[4])));
        assertEquals("4 bytes", finding.seen());
        assertTrue(finding.wanted().startsWith("4000 bytes"));
        onlyFinding("tensor-size-mismatch", withTensor(weight(1, 2).number(7, 1).number(7, 2)));
        onlyFinding(
                "ambiguous-data", withTensor(weight(1, 1).raw(9, new byte[4]).real(4, 1)));
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void weightsAreFinite(float bad) {
        byte[] model =
                good().reals("v", new float[] {0, Float.MIN_VALUE, bad}, 3).toBytes();
        assertEquals("tensor v", onlyFinding("non-finite-weight", model).place());
    }

    @Test
    void denormalWeightsAreTaken() {
        OnnxProbe.imported(good().reals("v", new float[] {Float.MIN_VALUE}, 1).toBytes());
    }

    @Test
    void externalDataAreNeverOpened() {
        for (String location : List.of("../../etc/passwd", "/etc/passwd", "http://example.org/w", "")) {
            Message entry = message().text(1, "location").text(2, location);
            onlyFinding(
                    "external-data-refused",
                    withTensor(weight(1, 2).message(13, entry).number(14, 1)));
            onlyFinding("external-data-refused", withTensor(weight(1, 2).message(13, entry)));
        }
    }

    @ParameterizedTest
    @CsvSource({"8, string", "14, complex64", "99, type number 99", "0, undefined", "17, float8e4m3fn"})
    void strangeTypesAreRefusedByName(int type, String name) {
        assertEquals(
                name,
                onlyFinding("unsupported-dtype", withTensor(weight(type, 1))).seen());
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 12, Long.MAX_VALUE})
    void sparseIndicesStayInside(long index) {
        ModelBuilder builder =
                new ModelBuilder(17).input("x", 0, 4).node("MatMul", "x w", "y").output("y");
        Message values = tensor("w", 1, 1).real(4, 2);
        Message indices = tensor("i", 7, 1).number(7, index);
        builder.graph()
                .message(
                        15,
                        message()
                                .message(1, values)
                                .message(2, indices)
                                .number(3, 4)
                                .number(3, 3));
        onlyFinding("sparse-index", builder.toBytes());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "strides=0,1",
                "pads=-1,0,0,0",
                "pads=2147483648,0,0,0",
                "group=3",
                "group=0",
                "dilations=2147483648,1",
                "kernel_shape=2,2",
                "auto_pad=NEARLY",
                "strides=1,1,1"
            })
    void convolutionsHavePossibleAttributes(String attribute) {
        byte[] model = new ModelBuilder(17)
                .input("x", 0, 4, 8, 8)
                .weights("w", 4, 4, 3, 3)
                .node("Conv", "x w", "y", attribute)
                .output("y")
                .toBytes();
        Finding finding = onlyFinding("bad-attribute", model);
        assertEquals("node node0", finding.place());
        assertTrue(finding.seen().startsWith(attribute.substring(0, attribute.indexOf('='))), finding.seen());
    }

    @Test
    void resultsAreLimitedByShapeInference() {
        byte[] pad = good().integers("p", 0, 0, 0, 1L << 40)
                .node("Pad", "y p", "z")
                .output("z")
                .toBytes();
        onlyFinding("tensor-too-large", pad);
        byte[] expand = good().integers("e", 1L << 40, 5)
                .node("Expand", "y e", "z")
                .output("z")
                .toBytes();
        onlyFinding("tensor-too-large", expand);
        byte[] reshape = good().integers("s", 1L << 40, 1L << 40)
                .node("Reshape", "y s", "z")
                .output("z")
                .toBytes();
        onlyFinding("tensor-too-large", reshape);
        byte[] bomb = good().integers("s", 1L << 33, 1L << 33)
                .node("ConstantOfShape", "s", "z")
                .output("z")
                .toBytes();
        onlyFinding("tensor-too-large", bomb);
    }

    @Test
    void structureIsWhole() {
        assertEquals(
                "a graph without nodes",
                onlyFinding("empty-graph", new ModelBuilder(17).output("y").toBytes())
                        .seen());
        onlyFinding("empty-model", new byte[0]);
        onlyFinding("undefined-tensor", good().output("nowhere").toBytes());
        onlyFinding("duplicate-tensor", good().node("Relu", "x", "y").toBytes());
        onlyFinding(
                "cyclic-graph",
                good().node("Add", "y c", "a")
                        .node("Relu", "a", "b")
                        .node("Relu", "b", "c")
                        .toBytes());
    }

    @Test
    void nodesMayStandInAnyOrder() {
        byte[] model = new ModelBuilder(17)
                .input("x", 0, 12)
                .weights("w", 12, 5)
                .node("Relu", "m", "y")
                .node("MatMul", "x w", "m")
                .output("y")
                .toBytes();
        assertEquals(3, OnnxProbe.imported(model).nodes().size());
    }

    @Test
    void classesInTheMiddleOfTheNetworkAreNotATail() {
        byte[] model = good().node("ArgMax", "y", "p", "axis=1")
                .node("Relu", "p", "z")
                .output("z")
                .toBytes();
        List<Finding> reasons = OnnxProbe.reasons(model);
        assertEquals(1, reasons.size());
        assertTrue(reasons.getFirst().seen().contains("a class"), reasons::toString);
    }

    @Test
    void shapesAreCheckedInEveryBranchAtOnce() {
        byte[] model = new ModelBuilder(17)
                .input("x", 0, 12)
                .weights("v", 11, 5)
                .weights("w", 13, 5)
                .node("MatMul", "x v", "a")
                .node("MatMul", "x w", "b")
                .node("Add", "a b", "y")
                .output("y")
                .toBytes();
        assertEquals(
                List.of("shape-mismatch", "shape-mismatch"),
                findings(model).stream().map(Finding::code).toList());
    }

    @ParameterizedTest
    @CsvSource({"'{\"a\": 1}', JSON", "%PDF-1.7, PDF", "MZ, Windows", "version https://git-lfs.github.com, Git LFS"})
    void foreignFilesAreNamed(String head, String name) {
        byte[] bytes = Arrays.copyOf(head.getBytes(StandardCharsets.UTF_8), 300);
        assertTrue(onlyFinding("not-onnx", bytes).seen().contains(name));
    }

    @Test
    void picklesAndImagesAreNamed() {
        assertTrue(onlyFinding("not-onnx", new byte[] {(byte) 0x80, 2, 0x7d})
                .seen()
                .contains("pickle"));
        byte[] png = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};
        assertTrue(onlyFinding("not-onnx", png).seen().contains("PNG"));
    }
}
