package io.aisynapse.core.onnx;

import static io.aisynapse.core.onnx.OnnxProbe.imported;
import static io.aisynapse.core.onnx.OnnxProbe.onlyFinding;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnGraph.ModelInput.ElementType;
import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnRunner;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.core.onnx.ModelBuilder.Message;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Operators of ai.onnx.ml and integer inputs against ONNX Runtime. */
class MlOperatorsTest {
    private static final float[] SAMPLE = {0.5f, -2, 3};

    private static ModelBuilder builder() {
        ModelBuilder builder = new ModelBuilder(15).input("x", 0, 3);
        builder.model().message(8, new Message().text(1, "ai.onnx.ml").number(2, 2));
        return builder;
    }

    private static Message ml(String op, String inputs, String outputs, Message... attributes) {
        Message node = ModelBuilder.nodeMessage(op, op, inputs, outputs).text(7, "ai.onnx.ml");
        for (Message attribute : attributes) {
            node.message(5, attribute);
        }
        return node;
    }

    private static Message reals(String name, float... values) {
        Message attribute = new Message().text(1, name).number(20, 6);
        for (float value : values) {
            attribute.real(7, value);
        }
        return attribute;
    }

    private static Message texts(String name, String... values) {
        Message attribute = new Message().text(1, name).number(20, 8);
        for (String value : values) {
            attribute.raw(9, value.getBytes(StandardCharsets.UTF_8));
        }
        return attribute;
    }

    private static Message integers(String name, long... values) {
        Message attribute = new Message().text(1, name).number(20, 7);
        for (long value : values) {
            attribute.number(8, value);
        }
        return attribute;
    }

    private static Message text(String name, String value) {
        return new Message().text(1, name).text(4, value).number(20, 3);
    }

    private static void assertAgrees(byte[] model, float[] sample) {
        AnnGraph graph = imported(model);
        try (OnnxRuntimeReference reference = new OnnxRuntimeReference(model, graph)) {
            float[] wanted = Objects.requireNonNull(reference.run(sample).get("y"));
            float[][] values = new AnnRunner(graph).run(sample);
            assertArrayEquals(wanted, values[values.length - 1], 1e-4f);
        }
    }

    @Test
    void scalerAndRegressorAgree() {
        ModelBuilder model = builder().output("y");
        model.graph()
                .message(1, ml("Scaler", "x", "s", reals("offset", 1, 2, 3), reals("scale", 0.5f, 2, 4)))
                .message(
                        1,
                        ml(
                                "LinearRegressor",
                                "s",
                                "y",
                                reals("coefficients", 1, 2, 3, -4, 5, 6),
                                reals("intercepts", 0.5f, -1),
                                new Message().text(1, "targets").number(3, 2).number(20, 2)));
        assertAgrees(model.toBytes(), SAMPLE);
    }

    @Test
    void pickedFeaturesAgree() {
        ModelBuilder model =
                builder().integers("which", 2, 0).weights("w", 2, 2).output("y");
        model.graph().message(1, ml("ArrayFeatureExtractor", "x which", "f"));
        assertAgrees(model.node("MatMul", "f w", "y").toBytes(), SAMPLE);
    }

    @Test
    void aTrainedPipelineOfScalerAndNetworkIsImported() {
        byte[] model = OnnxProbe.fixture("models/wine_sklearn_scaler_tanh.onnx");
        List<String> findings = findingsOf(model);
        assertTrue(findings.isEmpty() || findings.equals(List.of("Tanh")), findings::toString);
    }

    private static List<String> findingsOf(byte[] model) {
        try {
            OnnxGate.check(model, GateLimits.defaults());
            return List.of();
        } catch (RejectedModelException refused) {
            return refused.findings().stream().map(finding -> finding.seen()).toList();
        }
    }

    private static ModelBuilder twoClasses() {
        ModelBuilder model = builder();
        model.graph()
                .message(
                        1,
                        ml(
                                "LinearClassifier",
                                "x",
                                "label scores",
                                reals("coefficients", -1, 2, -0.5f, 1, -2, 0.5f),
                                reals("intercepts", 0.25f, -0.25f),
                                integers("classlabels_ints", 7, 9),
                                text("post_transform", "LOGISTIC")));
        model.graph().message(1, ml("Normalizer", "scores", "y", text("norm", "L1")));
        model.graph().message(12, ModelBuilder.value("label", 7, 0));
        return model.output("y");
    }

    @Test
    void theLogisticFunctionOfTwoClassesIsASoftmax() {
        byte[] model = twoClasses().toBytes();
        AnnGraph graph = imported(model);
        assertTrue(graph.tail().softmax());
        assertEquals(List.of("7", "9"), graph.tail().labels());
        try (OnnxRuntimeReference reference = new OnnxRuntimeReference(model, graph)) {
            float[] wanted = Objects.requireNonNull(reference.run(SAMPLE).get("y"));
            float[] logits = new AnnRunner(graph).run(SAMPLE)[1];
            double first = 1 / (1 + Math.exp(logits[1] - logits[0]));
            assertArrayEquals(wanted, new float[] {(float) first, (float) (1 - first)}, 1e-6f);
        }
    }

    @Test
    void encodedLabelsGoIntoTheTail() {
        ModelBuilder model =
                builder().weights("w", 3, 2).node("MatMul", "x w", "m").node("ArgMax", "m", "a", "axis=1");
        model.graph()
                .message(
                        1,
                        ml(
                                "LabelEncoder",
                                "a",
                                "y",
                                integers("keys_int64s", 1, 0),
                                texts("values_strings", "cat", "dog")));
        assertEquals(
                List.of("dog", "cat"),
                imported(model.output("y").toBytes()).tail().labels());
    }

    @Test
    void bytesAreScaledLikeReals() {
        byte[] model = new ModelBuilder(15)
                .inputOf(2, "x", 0, 3)
                .reals("s", new float[] {255}, 1)
                .weights("w", 3, 4)
                .node("Cast", "x", "f", "to=1")
                .node("Div", "f s", "u")
                .node("MatMul", "u w", "y")
                .output("y")
                .toBytes();
        assertEquals(ElementType.UINT8, imported(model).inputs().getFirst().type());
        assertAgrees(model, new float[] {0, 255, 128});
    }

    @Test
    void arithmeticOnIntegersIsRefused() {
        byte[] model = new ModelBuilder(15)
                .inputOf(2, "x", 0, 3)
                .integers("s", 255)
                .node("Div", "x s", "y")
                .output("y")
                .toBytes();
        assertEquals(
                "Div of 'x', which holds integers",
                onlyFinding("quantised-only", model).seen());
    }

    private static Message function(String name, Message... nodes) {
        Message function = new Message().text(1, name).text(4, "a").text(5, "b").text(10, "my");
        for (Message node : nodes) {
            function.message(7, node);
        }
        return function;
    }

    private static Message call(String function, String inputs, String outputs, String... attributes) {
        return ModelBuilder.nodeMessage(function, "to " + outputs, inputs, outputs, attributes)
                .text(7, "my");
    }

    @Test
    void functionsAreUnfoldedWithTheirAttributes() {
        Message flatten = ModelBuilder.nodeMessage("Flatten", "f", "a", "c")
                .message(5, new Message().text(1, "axis").text(21, "from").number(20, 2));
        Message body = function("Body", flatten, ModelBuilder.nodeMessage("Relu", "r", "c", "b"))
                .message(11, new Message().text(1, "from").number(3, 1).number(20, 2));
        Message twice = function("Twice", call("Body", "a", "c"), call("Body", "c", "b"));
        ModelBuilder model =
                new ModelBuilder(15).input("x", 0, 3, 2).weights("w", 6, 2).output("y");
        model.model()
                .message(8, new Message().text(1, "my").number(2, 1))
                .message(25, body.message(9, new Message().text(1, "").number(2, 15)))
                .message(25, twice.message(9, new Message().text(1, "my").number(2, 1)));
        model.graph()
                .message(1, call("Twice", "x", "h"))
                .message(1, ModelBuilder.nodeMessage("MatMul", "m", "h w", "y"));
        byte[] bytes = model.toBytes();
        assertEquals(
                2,
                imported(bytes).nodes().stream()
                        .filter(node -> node.layer() instanceof AnnLayer.Relu)
                        .count());
        assertAgrees(bytes, new float[] {1, -2, 3, -4, 5, -6});
    }

    @Test
    void aSmallFileThatUnfoldsWithoutEndIsRefused() {
        ModelBuilder model = builder().output("y");
        for (int i = 0; i < 40; i++) {
            String called = "f" + (i + 1);
            model.model().message(25, function("f" + i, call(called, "a", "c"), call(called, "c", "b")));
        }
        model.model().message(25, function("f40", ModelBuilder.nodeMessage("Relu", "r", "a", "b")));
        model.graph().message(1, call("f0", "x", "y"));
        onlyFinding("node-budget", model.toBytes());
    }
}
