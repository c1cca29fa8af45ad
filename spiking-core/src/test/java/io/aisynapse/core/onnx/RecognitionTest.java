package io.aisynapse.core.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnText;
import io.aisynapse.core.ann.Tail;
import io.aisynapse.core.ann.pass.AnnPasses;
import io.aisynapse.core.onnx.hybrid.Remainder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What exporters wrote in several operators is found again, and what ends a network goes into its tail. */
class RecognitionTest {
    private static ModelBuilder rows() {
        return new ModelBuilder(13)
                .input("x", 0, 5, 6)
                .weights("w", 6, 6)
                .weights("v", 6, 2)
                .node("MatMul", "x w", "z");
    }

    private static List<String> layersOf(ModelBuilder model) {
        AnnGraph graph = AnnPasses.simplify(
                OnnxProbe.imported(model.node("MatMul", "f v", "y").output("y").toBytes()));
        return graph.nodes().stream()
                .map(node -> AnnText.of(node.layer()))
                .filter(text -> !text.startsWith("IndexMap") && !text.startsWith("Conv") && !text.equals("Input"))
                .toList();
    }

    @Test
    void geluOfErfIsOneLayer() {
        assertEquals(
                List.of("Activation gelu"),
                layersOf(rows().reals("r", new float[] {0.70710677f})
                        .reals("one", new float[] {1})
                        .reals("half", new float[] {0.5f})
                        .node("Mul", "z half", "h")
                        .node("Mul", "z r", "d")
                        .node("Erf", "d", "e")
                        .node("Add", "one e", "a")
                        .node("Mul", "h a", "f")));
    }

    @Test
    void geluOfTanhIsOneLayer() {
        assertEquals(
                List.of("Activation gelu-tanh"),
                layersOf(rows().reals("three", new float[] {3})
                        .reals("c", new float[] {0.044715f})
                        .reals("k", new float[] {0.7978846f})
                        .reals("one", new float[] {1})
                        .reals("half", new float[] {0.5f})
                        .node("Pow", "z three", "p")
                        .node("Mul", "p c", "q")
                        .node("Add", "z q", "s")
                        .node("Mul", "s k", "u")
                        .node("Tanh", "u", "t")
                        .node("Add", "t one", "a")
                        .node("Mul", "z a", "m")
                        .node("Mul", "m half", "f")));
    }

    @Test
    void productsWithASigmoidAreOneLayer() {
        assertEquals(
                List.of("Activation swish(1.0, 0.0)"),
                layersOf(rows().node("Sigmoid", "z", "s").node("Mul", "z s", "f")));
        assertEquals(
                List.of("Activation hard-swish"),
                layersOf(
                        rows().node("HardSigmoid", "z", "s", "alpha=0.16666667").node("Mul", "s z", "f")));
        assertEquals(
                List.of("Activation mish"),
                layersOf(
                        rows().node("Softplus", "z", "s").node("Tanh", "s", "t").node("Mul", "z t", "f")));
    }

    @Test
    void layerNormalisationOfMeansIsOneLayer() {
        assertEquals(
                List.of("LayerNorm 6"),
                layersOf(rows().weights("g", 6)
                        .weights("b", 6)
                        .reals("two", new float[] {2})
                        .reals("eps", new float[] {1e-5f})
                        .node("ReduceMean", "z", "m", "axes=-1,")
                        .node("Sub", "z m", "d")
                        .node("Pow", "d two", "p")
                        .node("ReduceMean", "p", "q", "axes=-1,")
                        .node("Add", "q eps", "e")
                        .node("Sqrt", "e", "s")
                        .node("Div", "d s", "n")
                        .node("Mul", "n g", "h")
                        .node("Add", "h b", "f")));
    }

    @Test
    void anAlmostKnownFunctionStaysAsItIs() {
        assertEquals(
                3,
                layersOf(rows().reals("c", new float[] {1.01f})
                                .node("Sigmoid", "z", "s")
                                .node("Mul", "s c", "t")
                                .node("Mul", "z t", "f"))
                        .size());
    }

    @Test
    void functionsAtTheEndRunOnDecodedValues() {
        byte[] model = new ModelBuilder(13)
                .input("x", 0, 4)
                .weights("w", 4, 3)
                .reals("s", new float[] {1, 2, 3}, 3)
                .node("MatMul", "x w", "z")
                .node("Tanh", "z", "t")
                .node("Mul", "t s", "y")
                .output("y")
                .toBytes();
        AnnGraph graph = AnnPasses.simplify(OnnxProbe.imported(model));
        assertTrue(graph.output().layer() instanceof AnnLayer.Dense);
        assertEquals(2, graph.tail().steps().size());
        assertTrue(graph.tail().steps().getFirst() instanceof Tail.Step.Function);
        double[] answer = graph.tail().apply(new double[] {0.5, 0.5, -0.5});
        assertEquals(Math.tanh(0.5) * 2, answer[1], 1e-9);
        assertEquals(Math.tanh(-0.5) * 3, answer[2], 1e-9);
        assertEquals("y", graph.outputs().getFirst().name());
    }

    /** A product of functions of one value needs no unit that multiplies: it is found to be one function. */
    @Test
    void functionsThatAreWrittenAsProductsSpikeInBinarySchemes() {
        byte[] model = rows().node("Sigmoid", "z", "s")
                .node("Mul", "z s", "f")
                .node("MatMul", "f v", "y")
                .output("y")
                .toBytes();
        CheckedModel checked =
                OnnxGate.check(model, GateLimits.defaults(), layer -> !(layer instanceof AnnLayer.Multiply));
        assertNull(checked.remainder());
    }

    /** A product of two values stays one, so the model is cut there, and not where a function was written as one. */
    @Test
    void theCutIsAtTheProductOfTwoValues() {
        byte[] model = rows().weights("u", 6, 6)
                .node("Sigmoid", "z", "s")
                .node("Mul", "z s", "f")
                .node("MatMul", "f u", "g")
                .node("Mul", "g z", "p")
                .node("MatMul", "p v", "y")
                .output("y")
                .toBytes();
        CheckedModel checked =
                OnnxGate.check(model, GateLimits.defaults(), layer -> !(layer instanceof AnnLayer.Multiply));
        Remainder remainder = checked.remainder();
        assertNotNull(remainder);
        assertEquals(
                List.of("Mul", "MatMul"),
                remainder.nodes().stream().map(Remainder.Part::operator).toList());
    }
}
