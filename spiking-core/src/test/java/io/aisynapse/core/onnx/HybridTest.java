package io.aisynapse.core.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.finding.Finding;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.core.onnx.hybrid.Remainder;
import io.aisynapse.core.onnx.hybrid.Remainder.Entry;
import io.aisynapse.core.onnx.hybrid.Remainder.Part;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What can spike does, the rest runs in ONNX Runtime, and both together are the original. */
class HybridTest {
    @Test
    void aConvolutionSpikesAndTheLstmBehindItDoesNot() {
        byte[] model = convolutionThenLstm().toBytes();
        CheckedModel checked = check(model);
        Remainder remainder = remainderOf(checked);
        assertEquals(
                List.of("Reshape", "Transpose", "LSTM", "Squeeze", "Gemm"),
                remainder.nodes().stream().map(Part::operator).toList());
        assertEquals(
                List.of("r/in"), remainder.inputs().stream().map(Entry::name).toList());
        assertEquals(3 * 4 * 5, remainder.readoutSize());
        SplitRun.assertAgrees(model, checked, "y", 1, 1, 4, 5);
    }

    @Test
    void aModelThatIsNoWholeNetworkIsNeverMistakenForOne() {
        CheckedModel checked = check(convolutionThenLstm().toBytes());
        List<Finding> findings = assertThrows(RejectedModelException.class, () -> OnnxImporter.importModel(checked))
                .findings();
        assertEquals(
                List.of("unsupported-op"), findings.stream().map(Finding::code).toList());
        assertTrue(findings.getFirst().toText().contains("LSTM"), findings::toString);
    }

    /** Shapes are those of the whole batch, whether the model states them or works them out. */
    @Test
    void aFixedBatchIsFilledUp() {
        byte[] stated = convolutionThenLstm(4).toBytes();
        CheckedModel checked = check(stated);
        assertEquals(4, remainderOf(checked).batch());
        assertEquals(3 * 4 * 5, remainderOf(checked).readoutSize());
        SplitRun.assertAgrees(stated, checked, "y", 4, 1, 4, 5);
        byte[] workedOut = shapesWorkedOut(3).toBytes();
        SplitRun.assertAgrees(workedOut, check(workedOut), "last", 3, 6);
    }

    @Test
    void aFixedBatchThatIsNotTheFirstAxisOfTheCutIsRefused() {
        byte[] model = new ModelBuilder(17)
                .input("x", 4, 5, 6)
                .node("Transpose", "x", "t", "perm=1,0,2")
                .weights("w", 6, 3)
                .node("MatMul", "t w", "m")
                .node("Relu", "m", "r")
                .weights("lw", 1, 16, 3)
                .weights("lr", 1, 16, 4)
                .node("LSTM", "r lw lr", "all last", "hidden_size=4")
                .output("last", 1, 4, 4)
                .toBytes();
        List<Finding> findings =
                assertThrows(RejectedModelException.class, () -> check(model)).findings();
        assertTrue(findings.stream().anyMatch(finding -> finding.code().equals("bad-dimension")), findings::toString);
    }

    /** conv [1,3,4,5] → relu → [1,3,20] → [20,1,3] → LSTM of 4 → gemm of 2. */
    private static ModelBuilder convolutionThenLstm() {
        return convolutionThenLstm(0);
    }

    /** @param batch 0 when free */
    private static ModelBuilder convolutionThenLstm(int batch) {
        return new ModelBuilder(17)
                .input("x", batch, 1, 4, 5)
                .weights("w", 3, 1, 3, 3)
                .weights("b", 3)
                .node("Conv", "x w b", "c", "pads=1,1,1,1")
                .node("Relu", "c", "r")
                .integers("flat", Math.max(1, batch), 3, 20)
                .node("Reshape", "r flat", "f")
                .node("Transpose", "f", "t", "perm=2,0,1")
                .weights("lw", 1, 16, 3)
                .weights("lr", 1, 16, 4)
                .node("LSTM", "t lw lr", "all last", "hidden_size=4")
                .integers("zero", 0)
                .node("Squeeze", "last zero", "h")
                .weights("gw", 4, 2)
                .weights("gb", 2)
                .node("Gemm", "h gw gb", "y")
                .output("y", batch, 2);
    }

    /** The batch size, worked out from the input's shape, becomes numbers: the remainder does not need the tensor. */
    @Test
    void shapesThatTheRemainderNeedsAreWrittenIntoIt() {
        byte[] model = shapesWorkedOut(0).toBytes();
        CheckedModel checked = check(model);
        assertEquals(
                List.of("r"),
                remainderOf(checked).inputs().stream().map(Entry::tensor).toList());
        SplitRun.assertAgrees(model, checked, "last", 1, 6);
    }

    /** @param batch 0 when free */
    private static ModelBuilder shapesWorkedOut(int batch) {
        return new ModelBuilder(17)
                .input("x", batch, 6)
                .weights("w", 6, 8)
                .weights("b", 8)
                .node("Gemm", "x w b", "g")
                .node("Relu", "g", "r")
                .node("Shape", "r", "s")
                .integers("first", 0)
                .node("Gather", "s first", "n")
                .integers("rest", 2, 4)
                .node("Concat", "n rest", "dims", "axis=0")
                .node("Reshape", "r dims", "q")
                .node("Transpose", "q", "t", "perm=1,0,2")
                .weights("gw", 1, 9, 4)
                .weights("gr", 1, 9, 3)
                .integers("one", 1)
                .node("Concat", "one n", "d0", "axis=0")
                .integers("three", 3)
                .node("Concat", "d0 three", "d", "axis=0")
                .node("ConstantOfShape", "d", "h0")
                .node("GRU", "t gw gr - - h0", "all last", "hidden_size=3")
                .output("last", 0, 0, 3);
    }

    /** Expand makes 8 values of 2: the two cross, not the eight. */
    @Test
    void theCutIsWhereFewestValuesCross() {
        byte[] model = new ModelBuilder(17)
                .input("x", 0, 6)
                .weights("w", 6, 2)
                .weights("b", 2)
                .node("Gemm", "x w b", "g")
                .integers("wide", 4, 2)
                .node("Expand", "g wide", "e")
                .node("Hardmax", "e", "z")
                .output("z", 4, 2)
                .toBytes();
        Remainder remainder = remainderOf(check(model));
        assertEquals(2, remainder.readoutSize());
        assertEquals("g", remainder.inputs().getFirst().tensor());
    }

    /** The LSTM reads the input itself; it is handed over as it is, and costs nothing. */
    @Test
    void theInputCrossesExactly() {
        byte[] model = new ModelBuilder(17)
                .input("x", 0, 1, 6)
                .node("Transpose", "x", "t", "perm=1,0,2")
                .weights("lw", 1, 8, 6)
                .weights("lr", 1, 8, 2)
                .node("LSTM", "t lw lr", "all last", "hidden_size=2")
                .integers("axes", 0, 1)
                .node("Squeeze", "last axes", "h")
                .integers("flat", 1, 6)
                .node("Reshape", "x flat", "v")
                .weights("w", 6, 2)
                .weights("b", 2)
                .node("Gemm", "v w b", "g")
                .node("Relu", "g", "r")
                .node("Mul", "r h", "y")
                .output("y", 0, 2)
                .toBytes();
        CheckedModel checked =
                OnnxGate.check(model, GateLimits.defaults(), layer -> !(layer instanceof AnnLayer.Multiply));
        Remainder remainder = remainderOf(checked);
        assertEquals(2, remainder.readoutSize());
        assertEquals(
                List.of("r", "x"),
                remainder.inputs().stream().map(Entry::tensor).toList());
        SplitRun.assertAgrees(model, checked, "y", 1, 1, 6);
    }

    @Test
    void aBranchWithPlainBodiesMayRunBehindTheSpikes() {
        byte[] model = branching("Identity").toBytes();
        CheckedModel checked = check(model);
        SplitRun.assertAgrees(model, checked, "y", 1, 6);
    }

    @Test
    void bodiesAreLookedInto() {
        assertTrue(says(branching("RandomNormalLike").toBytes(), "RandomNormalLike"));
        assertTrue(says(branching("Tile").toBytes(), "Tile inside a subgraph"));
    }

    private static ModelBuilder branching(String inBody) {
        ModelBuilder builder = new ModelBuilder(17)
                .input("x", 0, 6)
                .weights("w", 6, 2)
                .weights("b", 2)
                .node("Gemm", "x w b", "g")
                .node("Relu", "g", "r")
                .reals("none", new float[] {0})
                .node("ReduceSum", "r", "sum", "keepdims=0")
                .node("Greater", "sum none", "is");
        ModelBuilder.Message node = ModelBuilder.nodeMessage("If", "branch", "is", "y");
        for (String side : new String[] {"then_branch", "else_branch"}) {
            ModelBuilder.Message body = ModelBuilder.message()
                    .message(1, ModelBuilder.nodeMessage(inBody, "inner", "r", side))
                    .text(2, side)
                    .message(12, ModelBuilder.value(side, 1, 1, 2));
            node.message(
                    5, ModelBuilder.message().text(1, side).message(6, body).number(20, 5));
        }
        builder.graph().message(1, node);
        return builder.output("y", 0, 2);
    }

    @Test
    void whatCouldGrowOrNeverEndIsRefused() {
        ModelBuilder builder = new ModelBuilder(17)
                .input("x", 0, 6)
                .weights("w", 6, 2)
                .weights("b", 2)
                .node("Gemm", "x w b", "g")
                .node("NonZero", "g", "many")
                .node("Shape", "many", "size")
                .node("Expand", "g size", "y")
                .output("y", 0, 2);
        assertTrue(says(builder.toBytes(), "known only when it runs"));
    }

    @Test
    void anOperatorOutsideOfTheStandardIsRefused() {
        ModelBuilder builder = new ModelBuilder(17)
                .input("x", 0, 6)
                .weights("w", 6, 2)
                .weights("b", 2)
                .node("Gemm", "x w b", "g")
                .node("SecretLayer", "g", "y")
                .output("y", 0, 2);
        assertTrue(says(builder.toBytes(), "SecretLayer"));
    }

    @Test
    void aModelWithNothingThatSpikesIsRefusedWithEachReason() {
        byte[] model = new ModelBuilder(17)
                .input("x", 0, 3, 6)
                .node("Transpose", "x", "t", "perm=1,0,2")
                .weights("lw", 1, 8, 6)
                .weights("lr", 1, 8, 2)
                .node("LSTM", "t lw lr", "all last", "hidden_size=2")
                .weights("mw", 1, 8, 2)
                .node("GRU", "all mw lr", "more y", "hidden_size=2")
                .output("y", 0, 2)
                .toBytes();
        List<String> codes =
                OnnxProbe.findings(model).stream().map(Finding::code).toList();
        assertEquals(List.of("unsupported-op", "unsupported-op", "nothing-spikes"), codes);
    }

    private static boolean says(byte[] model, String text) {
        return OnnxProbe.findings(model).stream()
                .anyMatch(finding -> finding.toText().contains(text));
    }

    private static CheckedModel check(byte[] model) {
        return OnnxGate.check(model, GateLimits.defaults());
    }

    private static Remainder remainderOf(CheckedModel checked) {
        assertNotNull(checked.remainder());
        return Objects.requireNonNull(checked.remainder());
    }
}
