package io.aisynapse.core.ann.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aisynapse.core.ann.Activations;
import io.aisynapse.core.ann.AnnGraph;
import io.aisynapse.core.ann.AnnGraph.ModelInput;
import io.aisynapse.core.ann.AnnLayer;
import io.aisynapse.core.ann.AnnNode;
import io.aisynapse.core.ann.AnnRunner;
import io.aisynapse.core.ann.Tail;
import io.aisynapse.core.tensor.Shape;
import io.aisynapse.core.tensor.UnaryFunction;
import io.aisynapse.core.tensor.UnaryFunction.Kind;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Functions as ramps: how near they come, and that the bound they state holds. */
class BinaryFormTest {
    @TestFactory
    Stream<DynamicTest> rampsStayWithinTheirBoundAndTwoPerCentOfTheSpan() {
        return Stream.of(
                        Kind.SIGMOID,
                        Kind.TANH,
                        Kind.HARD_SWISH,
                        Kind.GELU,
                        Kind.SOFTPLUS,
                        Kind.MISH,
                        Kind.ERF,
                        Kind.ABS,
                        Kind.EXP)
                .map(kind -> DynamicTest.dynamicTest(kind.name(), () -> {
                    UnaryFunction function = UnaryFunction.of(kind);
                    Hinges hinges = Hinges.fit(function, -3.7, 2.9);
                    double least = Double.POSITIVE_INFINITY;
                    double most = Double.NEGATIVE_INFINITY;
                    double error = 0;
                    for (double z = -3.7; z <= 2.9; z += 0.0007) {
                        least = Math.min(least, function.apply(z));
                        most = Math.max(most, function.apply(z));
                        error = Math.max(error, Math.abs(function.apply(z) - hinges.apply(z)));
                    }
                    assertTrue(error <= hinges.largestError() * 1.1 + 1e-5, "bound broken: " + error);
                    assertTrue(error <= 0.02 * (most - least), "too far: " + error);
                    assertTrue(hinges.ramps().size() <= 8);
                }));
    }

    @Test
    void networkOfRampsComputesWhatItsFunctionsDo() {
        AnnGraph graph = network();
        float[][] samples = samples();
        BinaryForm.Result result = BinaryForm.of(graph, whole -> Activations.of(whole, samples));
        assertTrue(result.graph().nodes().stream().noneMatch(node -> node.layer() instanceof AnnLayer.Activation));
        assertEquals(1, result.replaced().size());
        BinaryForm.Replaced replaced = result.replaced().getFirst();
        assertEquals("f", replaced.node());
        double error = 0;
        for (float[] sample : samples) {
            float wanted = new AnnRunner(graph).run(sample)[3][0];
            float[][] seen = new AnnRunner(result.graph()).run(sample);
            error = Math.max(error, Math.abs(wanted - seen[seen.length - 1][0]));
        }
        assertTrue(error > 0 && error <= 3 * replaced.largestError() * 1.1, "off by " + error);
    }

    @Test
    void withoutCalibrationThereAreNoRamps() {
        assertThrows(IllegalArgumentException.class, () -> Activations.of(network(), new float[0][]));
    }

    private static AnnGraph network() {
        Shape three = Shape.vector(3);
        return AnnGraph.simple(
                new ModelInput("x", List.of(3), 0, false),
                List.of(
                        new AnnNode("x", "x", new AnnLayer.Input(), List.of(), three),
                        new AnnNode(
                                "d",
                                "d",
                                new AnnLayer.Dense(
                                        3, 3, new float[] {1, -2, 0.5f, 1, 1, 1, -1, 0, 2}, new float[] {0, 0.5f, -1}),
                                List.of(0),
                                three),
                        new AnnNode("f", "f", new AnnLayer.Activation(UnaryFunction.of(Kind.TANH)), List.of(1), three),
                        new AnnNode(
                                "y",
                                "y",
                                new AnnLayer.Dense(3, 1, new float[] {1, -1, 1}, new float[1]),
                                List.of(2),
                                Shape.vector(1))),
                new Tail(false, List.of(), false),
                "y");
    }

    private static float[][] samples() {
        SplittableRandom random = new SplittableRandom(5);
        float[][] samples = new float[100][3];
        for (float[] sample : samples) {
            for (int i = 0; i < 3; i++) {
                sample[i] = random.nextFloat() * 2 - 1;
            }
        }
        return samples;
    }
}
