package io.aisynapse.core.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.ann.AnnGraph.ModelInput;
import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.core.onnx.hybrid.Preamble;
import io.aisynapse.core.onnx.hybrid.Remainder;
import io.aisynapse.core.onnx.hybrid.Remainder.Exit;
import io.aisynapse.core.onnx.hybrid.Remainder.Part;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What cannot spike may come first; then what it yields is what the spikes are made of. */
class PreambleTest {
    private static final Predicate<AnnLayer> NO_NORMS = layer -> !(layer instanceof AnnLayer.LayerNorm
            || layer instanceof AnnLayer.Softmax
            || layer instanceof AnnLayer.Multiply);

    /** As exporters write it: the last step is gathered behind the LSTM, and crosses alone. */
    @Test
    void anLstmInFrontRunsInOnnxRuntimeAndItsLastStepFeedsTheSpikes() {
        byte[] model = lstmFirst().toBytes();
        CheckedModel checked = check(model);
        Preamble preamble = preambleOf(checked);
        assertNull(checked.remainder());
        assertEquals(
                List.of(
                        "Shape",
                        "Transpose",
                        "Gather",
                        "Unsqueeze",
                        "Concat",
                        "ConstantOfShape",
                        "LSTM",
                        "Squeeze",
                        "Transpose",
                        "Gather"),
                operators(preamble.nodes()));
        assertEquals(List.of(new Exit("h/out", "h", List.of(1, 4))), preamble.outputs());
        assertEquals(
                List.of("h"),
                checked.graph().inputs().stream().map(ModelInput::name).toList());
        assertEquals(6 * 3, checked.sampleSize());
        assertEquals(4, checked.graph().inputShape().size());
        SplitRun.assertAgrees(model, checked, "y", 1, 6, 3);
    }

    /** x [batch, 6, 3] → LSTM of 4 → its last step → gemm of 5 → relu → gemm of 2. */
    private static ModelBuilder lstmFirst() {
        return sequenceIn()
                .weights("lw", 1, 16, 3)
                .weights("lr", 1, 16, 4)
                .node("LSTM", "t lw lr - - h0 h0", "all last cell", "hidden_size=4")
                .integers("dirs", 1)
                .node("Squeeze", "all dirs", "q")
                .node("Transpose", "q", "back", "perm=1,0,2")
                .scalar("end", -1)
                .node("Gather", "back end", "h", "axis=1")
                .weights("w1", 4, 5)
                .weights("b1", 5)
                .node("Gemm", "h w1 b1", "g")
                .node("Relu", "g", "r")
                .weights("w2", 5, 2)
                .weights("b2", 2)
                .node("Gemm", "r w2 b2", "y")
                .output("y", 0, 2);
    }

    private static ModelBuilder sequenceIn() {
        return new ModelBuilder(17)
                .input("x", 0, 6, 3)
                .node("Shape", "x", "s")
                .scalar("first", 0)
                .node("Gather", "s first", "n")
                .integers("zero", 0)
                .node("Unsqueeze", "n zero", "n1")
                .integers("one", 1)
                .integers("width", 4)
                .node("Concat", "one n1 width", "d", "axis=0")
                .node("ConstantOfShape", "d", "h0")
                .node("Transpose", "x", "t", "perm=1,0,2");
    }

    @Test
    void aGruInBothDirectionsCrossesWithBothStates() {
        byte[] model = new ModelBuilder(17)
                .input("x", 0, 6, 3)
                .node("Transpose", "x", "t", "perm=1,0,2")
                .weights("gw", 2, 9, 3)
                .weights("gr", 2, 9, 3)
                .node("GRU", "t gw gr", "all last", "hidden_size=3", "direction=bidirectional")
                .node("Transpose", "last", "l", "perm=1,0,2")
                .integers("flat", -1, 6)
                .node("Reshape", "l flat", "f")
                .weights("w", 6, 2)
                .weights("b", 2)
                .node("Gemm", "f w b", "y")
                .output("y", 0, 2)
                .toBytes();
        CheckedModel checked = check(model);
        assertEquals(
                List.of(new Exit("f/out", "f", List.of(1, 6))),
                preambleOf(checked).outputs());
        SplitRun.assertAgrees(model, checked, "y", 1, 6, 3);
    }

    /** The convolution on the picture does not need the LSTM, so both branches spike behind it. */
    @Test
    void aBranchBesideTheRefusedOperatorSpikesToo() {
        byte[] model = new ModelBuilder(17)
                .input("x", 0, 6, 3)
                .node("Transpose", "x", "t", "perm=1,0,2")
                .weights("lw", 1, 8, 3)
                .weights("lr", 1, 8, 2)
                .node("LSTM", "t lw lr", "all last", "hidden_size=2")
                .integers("zero", 0)
                .node("Squeeze", "last zero", "h")
                .weights("cw", 4, 6, 3)
                .weights("cb", 4)
                .node("Conv", "x cw cb", "c")
                .integers("flat", -1, 4)
                .node("Reshape", "c flat", "v")
                .node("Concat", "h v", "j", "axis=1")
                .weights("w", 6, 2)
                .weights("b", 2)
                .node("Gemm", "j w b", "y")
                .output("y", 0, 2)
                .toBytes();
        CheckedModel checked = check(model);
        assertEquals(
                List.of("Transpose", "LSTM", "Squeeze"),
                operators(preambleOf(checked).nodes()));
        assertEquals(
                Set.of("x", "h"),
                checked.graph().inputs().stream().map(ModelInput::name).collect(Collectors.toSet()));
        assertEquals(18 + 2, checked.graph().inputShape().size());
        SplitRun.assertAgrees(model, checked, "y", 1, 6, 3);
    }

    @Test
    void theSideWithMoreMultipliesSpikes() {
        CheckedModel before = check(dense(64).toBytes());
        assertNull(before.preamble());
        assertEquals(
                List.of("Hardmax", "Gemm", "Relu", "Gemm"),
                operators(remainderOf(before).nodes()));
        byte[] model = dense(4).toBytes();
        CheckedModel behind = check(model);
        assertNull(behind.remainder());
        assertEquals(List.of("Gemm", "Hardmax"), operators(preambleOf(behind).nodes()));
        SplitRun.assertAgrees(model, behind, "y", 1, 20);
    }

    /** gemm to the width, hardmax, 8 and 10 behind it. */
    private static ModelBuilder dense(int width) {
        return new ModelBuilder(17)
                .input("x", 0, 20)
                .weights("w", 20, width)
                .weights("b", width)
                .node("Gemm", "x w b", "g")
                .node("Hardmax", "g", "z")
                .weights("w1", width, 8)
                .weights("b1", 8)
                .node("Gemm", "z w1 b1", "f")
                .node("Relu", "f", "r")
                .weights("w2", 8, 10)
                .weights("b2", 10)
                .node("Gemm", "r w2 b2", "y")
                .output("y", 0, 10);
    }

    /** Small, refused, large, refused, small: what stands between two of them is worth most. */
    @Test
    void theMiddleSpikesWhenItIsWorthMost() {
        byte[] model = new ModelBuilder(17)
                .input("x", 0, 4)
                .weights("w0", 4, 4)
                .weights("b0", 4)
                .node("Gemm", "x w0 b0", "g0")
                .node("Hardmax", "g0", "z0")
                .node("CumSum", "z0 axis", "c0")
                .scalar("axis", 1)
                .weights("w1", 4, 30)
                .weights("b1", 30)
                .node("Gemm", "c0 w1 b1", "g1")
                .node("Relu", "g1", "r1")
                .node("Hardmax", "r1", "z1")
                .weights("w2", 30, 2)
                .weights("b2", 2)
                .node("Gemm", "z1 w2 b2", "y")
                .output("y", 0, 2)
                .toBytes();
        CheckedModel checked = check(model);
        assertEquals(
                List.of("Gemm", "Hardmax", "CumSum"),
                operators(preambleOf(checked).nodes()));
        assertEquals(List.of("Hardmax", "Gemm"), operators(remainderOf(checked).nodes()));
        SplitRun.assertAgrees(model, checked, "y", 1, 4);
        List<Finding> refusal = assertThrows(RejectedModelException.class, () -> OnnxImporter.importModel(checked))
                .findings();
        assertEquals(
                List.of("Hardmax", "CumSum", "Hardmax"),
                refusal.stream().map(Finding::seen).toList());
    }

    /** A residual around a norm: both the normed and the plain values cross. */
    @Test
    void severalTensorsCrossInTheirOrder() {
        byte[] model = new ModelBuilder(17)
                .input("x", 0, 5)
                .weights("scale", 5)
                .weights("shift", 5)
                .node("LayerNormalization", "x scale shift", "n", "axis=-1")
                .weights("w", 5, 5)
                .weights("b", 5)
                .node("Gemm", "n w b", "g")
                .node("Relu", "g", "r")
                .node("Add", "r x", "y")
                .output("y", 0, 5)
                .toBytes();
        CheckedModel checked = OnnxGate.check(model, GateLimits.defaults(), NO_NORMS);
        assertEquals(
                List.of("x", "n"),
                preambleOf(checked).outputs().stream().map(Exit::tensor).toList());
        SplitRun.assertAgrees(model, checked, "y", 1, 5);
    }

    /** The sum with what the preamble yields is exact behind the spikes, and no more values cross for it. */
    @Test
    void aResidualOfThePreamblesValuesIsAddedInTheRemainder() {
        byte[] model = new ModelBuilder(17)
                .input("x", 0, 5)
                .node("Hardmax", "x", "z")
                .weights("w", 5, 5)
                .weights("b", 5)
                .node("Gemm", "z w b", "g")
                .node("Relu", "g", "r")
                .node("Add", "r z", "s")
                .node("Hardmax", "s", "y")
                .output("y", 0, 5)
                .toBytes();
        CheckedModel checked = check(model);
        assertEquals(List.of("Add", "Hardmax"), operators(remainderOf(checked).nodes()));
        assertEquals(5, remainderOf(checked).readoutSize());
        SplitRun.assertAgrees(model, checked, "y", 1, 5);
    }

    /** Words: a table is looked up by whole numbers, and the spikes begin at what it holds. */
    @Test
    void anEmbeddingOfTokensIsLookedUpInFront() {
        byte[] model = new ModelBuilder(17)
                .inputOf(7, "x", 0, 3)
                .weights("table", 10, 4)
                .node("Gather", "table x", "e")
                .integers("flat", -1, 12)
                .node("Reshape", "e flat", "f")
                .weights("w", 12, 2)
                .weights("b", 2)
                .node("Gemm", "f w b", "y")
                .output("y", 0, 2)
                .toBytes();
        CheckedModel checked = check(model);
        assertEquals(List.of("Gather", "Reshape"), operators(preambleOf(checked).nodes()));
        assertEquals(12, checked.graph().inputShape().size());
        assertEquals(3, checked.sampleSize());
        assertEquals(ModelInput.ElementType.INT64, checked.inputs().getFirst().type());
    }

    @Test
    void whatMayNotRunBehindMayNotRunInFront() {
        byte[] model = new ModelBuilder(17)
                .input("x", 0, 4)
                .node("SecretLayer", "x", "s")
                .weights("w", 4, 2)
                .weights("b", 2)
                .node("Gemm", "s w b", "y")
                .output("y", 0, 2)
                .toBytes();
        List<String> texts =
                OnnxProbe.findings(model).stream().map(Finding::toText).toList();
        assertTrue(texts.stream().anyMatch(text -> text.contains("SecretLayer")), texts::toString);
        assertTrue(texts.stream().anyMatch(text -> text.contains("nothing-spikes")), texts::toString);
    }

    private static CheckedModel check(byte[] model) {
        return OnnxGate.check(model, GateLimits.defaults());
    }

    private static List<String> operators(List<Part> parts) {
        return parts.stream().map(Part::operator).toList();
    }

    private static Preamble preambleOf(CheckedModel checked) {
        assertNotNull(checked.preamble());
        return Objects.requireNonNull(checked.preamble());
    }

    private static Remainder remainderOf(CheckedModel checked) {
        assertNotNull(checked.remainder());
        return Objects.requireNonNull(checked.remainder());
    }
}
