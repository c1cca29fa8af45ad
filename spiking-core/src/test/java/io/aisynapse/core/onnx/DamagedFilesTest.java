package io.aisynapse.core.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.pass.AnnPasses;
import io.aisynapse.core.finding.RejectedModelException;
import io.aisynapse.test.TrainedModel;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Cut and flipped files are taken or refused with findings; nothing else ever comes out. */
class DamagedFilesTest {
    private static final Duration MOST = Duration.ofSeconds(60);
    private static final int FLIPS = 1_000;

    /** Whether the file was taken; anything but a rejection goes through to the test. */
    private static boolean isTaken(byte[] bytes) {
        try {
            AnnPasses.simplify(OnnxProbe.imported(bytes));
            return true;
        } catch (RejectedModelException rejected) {
            assertFalse(rejected.findings().isEmpty());
            return false;
        }
    }

    @ParameterizedTest
    @EnumSource(TrainedModel.class)
    void cutFilesAreTruncatedOrNotOnnx(TrainedModel model) {
        byte[] whole = model.onnx();
        assertTimeoutPreemptively(MOST, () -> {
            for (int part = 0; part < 64; part++) {
                byte[] cut = Arrays.copyOf(whole, (int) ((long) whole.length * part / 64));
                String code = OnnxProbe.findings(cut).getFirst().code();
                String wanted = part == 0 ? "empty-model" : "truncated";
                assertTrue(code.equals(wanted) || code.equals("not-onnx") || isEarly(code), code);
            }
        });
    }

    /** A cut between two fields leaves a whole, but poorer, model. */
    private static boolean isEarly(String code) {
        return Set.of("empty-graph", "unsupported-opset").contains(code);
    }

    @ParameterizedTest
    @EnumSource(
            value = TrainedModel.class,
            names = {"DIGITS_SKLEARN_RELU", "MNIST_CNN_BN_AVGPOOL"})
    void flippedBitsAreTakenOrRefused(TrainedModel model) {
        byte[] whole = model.onnx();
        int taken = assertTimeoutPreemptively(MOST, () -> {
            int count = 0;
            for (int seed = 0; seed < FLIPS; seed++) {
                byte[] flipped = whole.clone();
                int bit = new SplittableRandom(seed).nextInt(whole.length * 8);
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                count += isTaken(flipped) ? 1 : 0;
            }
            return count;
        });
        assertTrue(taken > FLIPS / 2, () -> "only " + taken + " taken: weights make most of the file");
    }

    /** The structure is dense in this file, so that almost every bit means something. */
    @Test
    void everyFlippedBitOfASmallFileIsTakenOrRefused() {
        byte[] whole = new ModelBuilder(13)
                .input("x", 0, 2, 5, 5)
                .weights("w", 3, 2, 3, 3)
                .integers("shape", 0, -1)
                .weights("v", 27, 3)
                .node("Conv", "x w", "c", "pads=0,0,0,0", "strides=1,1", "group=1")
                .node("Relu", "c", "r")
                .node("MaxPool", "r", "m", "kernel_shape=3,3", "pads=1,1,1,1")
                .node("Reshape", "m shape", "f")
                .node("Gemm", "f v", "y", "alpha=0.5")
                .output("y", 0, 3)
                .toBytes();
        assertTrue(isTaken(whole));
        int tried = assertTimeoutPreemptively(MOST, () -> {
            for (int bit = 0; bit < whole.length * 8; bit++) {
                byte[] flipped = whole.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                isTaken(flipped);
            }
            return whole.length * 8;
        });
        assertEquals(whole.length * 8, tried);
    }

    /** A hybrid for a scheme without products: equations, attention, a chosen branch, and an LSTM behind them. */
    @Test
    void everyFlippedBitOfAHybridIsTakenOrRefused() {
        byte[] whole = hybrid();
        assertTrue(isTakenWithoutProducts(whole));
        int tried = assertTimeoutPreemptively(MOST, () -> {
            for (int bit = 0; bit < whole.length * 8; bit++) {
                byte[] flipped = whole.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                isTakenWithoutProducts(flipped);
            }
            return whole.length * 8;
        });
        assertEquals(whole.length * 8, tried);
    }

    @Test
    void cutHybridsAreTakenOrRefused() {
        byte[] whole = hybrid();
        long taken = IntStream.range(0, whole.length)
                .filter(length -> isTakenWithoutProducts(Arrays.copyOf(whole, length)))
                .count();
        assertTrue(taken < whole.length / 8, () -> taken + " of the cuts were taken");
    }

    private static byte[] hybrid() {
        ModelBuilder model = new ModelBuilder(23)
                .input("x", 0, 2, 2)
                .weights("w", 2, 2)
                .integers("one", 1)
                .weights("i", 1, 4, 2)
                .weights("r", 1, 4, 1)
                .node("Einsum", "x w", "e", "equation=bij,jk->bik")
                .node("Sigmoid", "e", "s")
                .node("Mul", "e s", "m")
                .node("Attention", "m m m", "a", "q_num_heads=1", "kv_num_heads=1")
                .node("Equal", "one one", "c");
        ModelBuilder.Message branch = ModelBuilder.message()
                .message(1, ModelBuilder.nodeMessage("Relu", "relu", "a", "t"))
                .text(2, "body")
                .message(12, ModelBuilder.value("t", 1));
        model.graph()
                .message(
                        1,
                        ModelBuilder.nodeMessage("If", "if", "c", "z")
                                .message(5, graphAttribute("then_branch", branch))
                                .message(5, graphAttribute("else_branch", branch)));
        return model.node("LSTM", "z i r", "l", "hidden_size=1").output("l").toBytes();
    }

    private static ModelBuilder.Message graphAttribute(String name, ModelBuilder.Message graph) {
        return ModelBuilder.message().text(1, name).message(6, graph).number(20, 5);
    }

    private static boolean isTakenWithoutProducts(byte[] bytes) {
        try {
            CheckedModel checked = OnnxGate.check(
                    bytes,
                    GateLimits.defaults(),
                    layer -> !(layer instanceof AnnLayer.Multiply
                            || layer instanceof AnnLayer.Product
                            || layer instanceof AnnLayer.Softmax
                            || layer instanceof AnnLayer.LayerNorm));
            AnnPasses.simplify(checked.graph());
            return true;
        } catch (RejectedModelException rejected) {
            assertFalse(rejected.findings().isEmpty());
            return false;
        }
    }
}
